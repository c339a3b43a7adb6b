# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The fields that a pair disagrees about, and carrying out what a person decided."""

from odoo import fields, models

from ..sync import canonical, words
from ..sync.planner import Direction


class XeroLink(models.Model):
    """A decision moves a base, and the next plan is an ordinary push or pull.

    An acceptance moves none: it is remembered with both values, and holds while both
    sides say just these (``sync.planner``).
    """

    _inherit = "xero.link"

    difference_ids = fields.One2many("xero.difference", "link_id", string="Differences")
    accepted = fields.Json(
        help="Fields that somebody lets differ: what both sides said then."
    )

    def write(self, vals):
        ends = vals.get("state") == "retired" or "remote_id" in vals
        healed = self.browse()
        if ends:
            healed = self
            vals = {**vals, "accepted": False}
        elif "fields_in_question" in vals and not vals["fields_in_question"]:
            healed = self.filtered("fields_in_question")
        result = super().write(vals)
        if healed:
            rows = healed.sudo().difference_ids
            rows.filtered(lambda row: ends or row.state != "accepted").unlink()
        return result

    # ------------------------------------------------------------------
    # shown
    # ------------------------------------------------------------------
    def _disagree(self, state, cause, shown, remedy, details=None):
        result = super()._disagree(state, cause, shown, remedy)
        rows = {row.field_name: row for row in self.difference_ids}
        fresh = []
        for name, (ours, theirs) in shown.items():
            vals = {
                "kind": state,
                "in_odoo": ours,
                "in_xero": theirs,
                "state": "open",
                "decision": False,
                "user_id": False,
                "decided_on": False,
                "agreed": False,
                "moved": False,
                "seen_local": False,
                "seen_remote": False,
                "refused": False,
                **(details or {}).get(name, {}),
            }
            if name in rows:
                rows[name].write(vals)
            else:
                fresh.append({"link_id": self.id, "field_name": name, **vals})
        self.env["xero.difference"].create(fresh)
        gone = [
            row.id
            for name, row in rows.items()
            if name not in shown and row.state != "accepted"
        ]
        self.env["xero.difference"].browse(gone).unlink()
        return result

    def _details(self, names, values, remote, moved=None):
        """What a row tells besides both sides: the base, who moved, the values.

        :param values: Odoo's canonical values, in its own terms
        :param remote: Xero's
        :param moved: of the plan
        """
        resource = self.env["xero.resource"]._get(self.resource)
        form = resource._form
        base_local = canonical.decode(form, self.base_local)
        base_remote = canonical.decode(form, self.base_remote)
        details = {}
        for name in names:
            if name not in values or name not in remote:
                continue
            agreed = resource._agreed_in_words(self, name, base_local, base_remote)
            if agreed and isinstance(base_remote[name], tuple):
                agreed = words.moved(
                    base_remote[name],
                    (base_local[name], values[name]),
                    (base_remote[name], remote[name]),
                )
            details[name] = {
                "agreed": agreed,
                "moved": moved[name].value if moved and name in moved else False,
                "seen_local": canonical.encode(form, {name: values[name]}),
                "seen_remote": canonical.encode(form, {name: remote[name]}),
            }
        return details

    # ------------------------------------------------------------------
    # refused by Odoo
    # ------------------------------------------------------------------
    def _refusals(self):
        """Fields in question that Odoo does not let Xero change: name to its words."""
        return {row.field_name: row.refused for row in self._refused_rows()}

    def _refused_values(self, form):
        """The same fields, with what Xero said when Odoo refused it."""
        said = _merged({}, self._refused_rows().mapped("seen_remote"))
        return canonical.decode(form, said)

    def _refused_rows(self):
        rows = (
            self.difference_ids if self.fields_in_question else self.difference_ids[:0]
        )
        return rows.filtered("refused")

    # ------------------------------------------------------------------
    # accepted
    # ------------------------------------------------------------------
    def _accepted_values(self, form):
        """Fields that may differ: name to what Odoo and what Xero said then."""
        if not self.accepted:
            return {}
        here = canonical.decode(form, self.accepted["local"])
        there = canonical.decode(form, self.accepted["remote"])
        return {name: (here[name], there[name]) for name in here.keys() & there.keys()}

    def _lapse(self, names):
        """These are not accepted any more."""
        self.ensure_one()
        accepted = self.accepted or {"local": {}, "remote": {}}
        left = {
            side: {k: v for k, v in accepted[side].items() if k not in names}
            for side in ("local", "remote")
        }
        fields_left = left["local"].keys() - {canonical.VERSION_KEY}
        self.accepted = left if fields_left else False
        self.difference_ids.filtered(
            lambda row: row.state == "accepted" and row.field_name in names
        ).unlink()

    # ------------------------------------------------------------------
    # decided
    # ------------------------------------------------------------------
    def _choices_for(self, name):
        """How a person may decide a field in question: of odoo, xero, accept."""
        self.ensure_one()
        if self.state not in ("difference", "conflict"):
            return set()
        resource = self.env["xero.resource"].sudo()._get(self.resource)
        record = self.record_ref
        if not record or resource._presence(record.sudo()) != "live":
            return set()
        if self._is_undone_there():
            return resource._choices_of_undone(self, record)
        rules = resource._rules(self.connection_id.sudo(), record.sudo()).fields
        choices = set()
        decided_by = resource._follows.get(name, name)
        rule = rules.get(decided_by)
        if rule and rule.direction in (Direction.TO_XERO, Direction.BOTH):
            choices.add("odoo")
        if name in rules and rules[name].direction in (
            Direction.TO_ODOO,
            Direction.BOTH,
        ):
            choices.add("xero")
        in_question = {name, *(self.fields_in_question or {})}
        asked = in_question if resource._whole else {name}
        if resource._may_differ(self, asked):
            choices.add("accept")
        return choices

    def _decide_fields(self, names, side):
        """Carry out what somebody decided about fields of this pair.

        :param names: fields in question whose ``_choices_for`` allow it
        :param side: ``odoo``, ``xero`` or ``accept``
        """
        self.ensure_one()
        self.check_access("write")
        resource = self.env["xero.resource"]._get(self.resource)
        link = self.sudo()
        open_rows = link.difference_ids.filtered(lambda row: row.state == "open")
        if self._is_undone_there():
            rows = open_rows
            link._log_decision(rows, side, self.env.user)
            resource._decide_undone(self, side)
        else:
            decided_by = {resource._follows.get(name, name) for name in names}
            rows = open_rows.filtered(
                lambda row: (
                    row.field_name in names
                    or resource._follows.get(row.field_name) in decided_by
                )
            )
            link._log_decision(rows, side, self.env.user)
            if side == "accept":
                link._accept(rows)
            else:
                link._move_bases(rows, decided_by, side)
        rows.exists().write(
            {
                "state": "accepted" if side == "accept" else "decided",
                "decision": side,
                "user_id": self.env.user.id,
                "decided_on": fields.Datetime.now(),
            }
        )
        if side == "accept" and rows == open_rows:
            # shown at once; what the question kept from travelling follows
            link._settle()
            link._note("hook")
            link.connection_id._wake()
        elif link.state != "retired":
            self._note_again()

    def _accept(self, rows):
        accepted = self.accepted or {"local": {}, "remote": {}}
        self.accepted = {
            "local": _merged(accepted["local"], rows.mapped("seen_local")),
            "remote": _merged(accepted["remote"], rows.mapped("seen_remote")),
        }

    def _move_bases(self, rows, names, side):
        """Say that the side which stays has moved, and that the other has not."""
        resource = self.env["xero.resource"]._get(self.resource)
        form = resource._form
        here = canonical.decode(form, self.base_local)
        there = canonical.decode(form, self.base_remote)
        payload = resource._from_xero(self.remote_payload)
        seen = {row.field_name: row for row in rows}
        for name in names:
            row = seen.get(name)
            if side == "odoo":
                # a total follows from lines that were not in question themselves
                said = row and canonical.decode(form, row.seen_remote).get(name)
                here[name] = canonical.NEVER
                there[name] = payload[name] if said is None else said
            else:
                here[name] = canonical.decode(form, row.seen_local).get(name)
                there[name] = canonical.NEVER
        self.write(
            {
                "base_local": canonical.encode(form, here),
                "base_remote": canonical.encode(form, there),
            }
        )

    def _log_decision(self, rows, side, user):
        """Leave a note with the record of what was decided, and by whom.

        With the connection where users of another company, which has an organisation
        of its own, would read what this one's Xero says.
        """
        record = self.record_ref
        if not record or not hasattr(record, "message_post"):
            return
        title = self.env._("Decided for Xero.")
        if self._is_shared(record):
            title = self.env._("Decided for %s.", record.display_name)
            record = self.connection_id
        lines = []
        for row in rows:
            values = {
                "field": row.field_label,
                "ours": row.in_odoo or "–",
                "theirs": row.in_xero or "–",
            }
            if side == "odoo":
                text = self.env._(
                    "%(field)s: Odoo's “%(ours)s” stays, Xero had “%(theirs)s”.",
                    **values,
                )
            elif side == "xero":
                text = self.env._(
                    "%(field)s: Xero's “%(theirs)s” stays, Odoo had “%(ours)s”.",
                    **values,
                )
            else:
                text = self.env._(
                    "%(field)s may differ: “%(ours)s” in Odoo, “%(theirs)s” in Xero.",
                    **values,
                )
            lines.append(text)
        record.message_post(
            body=title + "\n" + "\n".join(lines), author_id=user.partner_id.id
        )

    def _is_shared(self, record):
        """Whether companies with other organisations see this record too."""
        if "company_id" not in record._fields or record.company_id:
            return False
        others = [("id", "!=", self.connection_id.id), ("tenant_id", "!=", False)]
        return bool(self.env["xero.connection"].sudo().search_count(others, limit=1))


def _merged(before, encoded):
    merged = dict(before)
    for one in encoded:
        merged |= one or {}
    return merged
