# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What going live does with documents that one side or both have."""

from dataclasses import dataclass

from odoo import models

from ..sync.pairing import Pairing
from .state import DATABASE_TROUBLE

#: documents whose lines are made in one transaction
LINES = 1000


@dataclass(frozen=True)
class Compared:
    """Both books' documents of one kind; small, however many there are.

    :param there: Xero id to what it is compared by
    :param opening: Odoo ids
    :param todo: Odoo ids and, of what only Xero has, Xero ids that had no line yet
    :param before: lines that there were then
    """

    resource: str
    pairing: Pairing
    there: dict
    opening: frozenset
    todo: list
    before: int


class XeroPreviewMaker(models.AbstractModel):
    _inherit = "xero.preview.maker"

    def _document_resources(self, connection):
        """Name to resource, of what is paired before going live."""
        return {
            name: resource
            for name, resource in self.env["xero.resource"]._all().items()
            if resource._paired_before and resource._is_on(connection)
        }

    def _documents(self, connection, resource):
        """(documents of Odoo without a link, those of them that are opening items)"""
        moves = resource._unlinked(connection, resource._backfill_domain(connection))
        domain = resource._opening_domain(connection)
        opening = moves.browse()
        if domain is not None:
            opening = resource._unlinked(connection, domain)
        return moves | opening, opening

    def _pair_documents(self, state, preview, resource):
        """Lines of the next documents of one kind.

        What was compared is kept for the run, and what was written tells how far we
        are: a run that dies, or has no time left, is followed by one that goes on.

        :return: whether there were any
        """
        compared = state.memory.get("compared")
        if not compared or compared.resource != resource._resource_name:
            compared = self._compare(preview, resource)
            state.memory["compared"] = compared
        done = self.env["xero.preview.line"].search_count(
            self._line_domain(preview, resource)
        )
        start = done - compared.before
        todo = compared.todo[start : start + LINES]
        if todo:
            lines = self._document_lines(preview, resource, compared, todo)
            self._create_lines(preview, lines)
        self.env.invalidate_all()  # of a hundred thousand documents no trace stays
        return bool(todo)

    def _line_domain(self, preview, resource):
        return [
            ("preview_id", "=", preview.id),
            ("resource", "=", resource._resource_name),
        ]

    def _compare(self, preview, resource):
        connection = preview.connection_id
        records, opening = self._documents(connection, resource)
        there = self._remote_documents(connection, resource)
        pairing = resource._pair(
            connection, records, self._certain_contacts(preview), there
        )
        lines = self.env["xero.preview.line"].search(
            self._line_domain(preview, resource)
        )
        known = set(lines.mapped("res_id"))
        known.update(lines.filtered(lambda line: not line.res_id).mapped("remote_id"))
        todo = [key for key in (*records.ids, *pairing.only_there) if key not in known]
        return Compared(
            resource._resource_name,
            pairing,
            there,
            frozenset(opening.ids),
            todo,
            len(lines),
        )

    def _remote_documents(self, connection, resource):
        """Xero id to what a document that only Xero has is compared by."""
        successors = self._successors(connection)
        links = self._remote_links(connection, resource._resource_name)
        found = {}
        for start in range(0, len(links), LINES):
            for link in links.browse(links.ids[start : start + LINES]):
                payload = link.remote_payload
                if not payload:
                    continue
                try:
                    document = resource._remote_document(payload, successors)
                except DATABASE_TROUBLE:
                    raise
                except Exception as error:
                    # it says so itself; all others are compared
                    pull = self.env["xero.pull"]
                    pull._not_understood(connection, resource, payload, error)
                    continue
                found[link.remote_id] = document
            self.env.invalidate_all()
        return found

    def _certain_contacts(self, preview):
        """Xero id by id of the partner: of those that are linked, and that will be."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", preview.connection_id.id),
                ("resource", "=", "contact"),
                ("res_id", ">", 0),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )
        lines = self.env["xero.preview.line"].search(
            [
                ("preview_id", "=", preview.id),
                ("resource", "=", "contact"),
                ("outcome", "=", "link"),
            ]
        )
        return {one.res_id: one.remote_id for found in (links, lines) for one in found}

    def _document_lines(self, preview, resource, compared, todo):
        """Values of lines; of these only, what Xero said is read once more."""
        pairing = compared.pairing
        moves = self.env[resource._odoo_model].browse(
            [key for key in todo if isinstance(key, int)]
        )
        wanted = {key for key in todo if not isinstance(key, int)}
        for move_id in moves.ids:
            if move_id in pairing.certain:
                wanted.add(pairing.certain[move_id])
            pairs = pairing.doubtful.get(move_id, ())
            wanted.update(pair.remote_id for pair in pairs)
        found = self.env["xero.link"].search(
            [
                ("connection_id", "=", preview.connection_id.id),
                ("resource", "=", resource._resource_name),
                ("remote_id", "in", list(wanted)),
            ]
        )
        links = {link.remote_id: link for link in found}
        sends = resource._sends(preview.connection_id)
        kind = resource._document_kind()
        lines = [
            self._document_line(resource, kind, move, move.id in compared.opening)
            | self._outcome_of(resource, move, compared, links, sends)
            for move in moves
        ]
        currencies = self.env["res.currency"].with_context(active_test=False)
        by_name = {one.name: one.id for one in currencies.search([])}
        return lines + [
            self._only_there(resource, kind, links[key], by_name)
            for key in todo
            if not isinstance(key, int)
        ]

    def _outcome_of(self, resource, move, compared, links, sends):
        """What becomes of a document of Odoo."""
        pairing = compared.pairing
        if move.id in pairing.certain:
            link = links[pairing.certain[move.id]]
            return self._there(resource, link) | self._certain(resource, move, link)
        if move.id in pairing.doubtful:
            pairs = pairing.doubtful[move.id]
            line = {
                "outcome": "doubtful",
                "reason": self._doubt([pair.odd for pair in pairs]),
                "candidate_ids": [
                    self._candidate(
                        pair.remote_id,
                        links[pair.remote_id].remote_name,
                        self._candidate_detail(
                            links[pair.remote_id],
                            compared.there[pair.remote_id],
                            pair.odd,
                        ),
                    )
                    for pair in pairs
                ],
                "is_done": True,
            }
            if len(pairs) == 1:
                line |= self._there(resource, links[pairs[0].remote_id])
            return line
        if move.id in compared.opening:
            return self._left(
                self.env._("Older than the start date, and not found in Xero.")
            )
        if not sends:
            return self._left(self.env._("These do not go from Odoo to Xero."))
        return {}

    def _left(self, reason):
        return {"outcome": "left", "reason": reason, "is_done": True}

    def _document_line(self, resource, kind, move, opening):
        currency, total, due = resource._figures(move)
        return {
            "resource": resource._resource_name,
            "kind": kind,
            "res_model": move._name,
            "res_id": move.id,
            "name": resource._number(move) or move.display_name,
            "partner_name": resource._partner(move).display_name,
            "date": resource._day(move),
            "currency_id": currency.id,
            "total": total,
            "due": due,
            "opening": opening,
            "outcome": "create",
        }

    def _there(self, resource, link):
        payload = link.remote_payload
        return {
            "remote_id": link.remote_id,
            "remote_name": link.remote_name,
            "remote_partner": (payload.get("Contact") or {}).get("Name"),
            "remote_total": float(payload.get("Total") or 0),
            "remote_due": float(resource._due_in_xero(payload)),
        }

    def _only_there(self, resource, kind, link, currencies):
        values = resource._from_xero(link.remote_payload)
        return {
            "resource": resource._resource_name,
            "kind": kind,
            "date": values["date"],
            "currency_id": currencies.get(values["currency"], False),
            "outcome": "there",
            "is_done": True,
            **self._there(resource, link),
        }

    def _candidate_detail(self, link, document, odd):
        name = (link.remote_payload.get("Contact") or {}).get("Name") or ""
        return (
            f"{name} · {document.date or ''} · {document.total:.2f}"
            f" {document.currency} ({self._doubt([odd])})"
        )

    def _certain(self, resource, move, link):
        """Nobody doubts the pair; what was paid must agree, too."""
        if resource._payments_differ(move, link.remote_payload):
            return {
                "outcome": "held",
                "reason": resource._both_payment_lists(move, link.remote_payload),
                "is_done": True,
            }
        return {"outcome": "link", "is_done": True}
