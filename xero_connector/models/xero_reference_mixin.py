# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero says about itself (accounts, tax rates, ...), kept as records."""

from odoo import api, fields, models
from odoo.fields import Domain


class XeroReferenceMixin(models.AbstractModel):
    """A record of Xero's settings that mappings choose from.

    Refreshed by ``_refresh``: nothing is written when nothing changed, and a record
    that Xero no longer has stays, as archived, because mappings may still name it.
    """

    _name = "xero.reference.mixin"
    _description = "Xero Reference Data"
    _order = "code, name, id"
    _rec_names_search = ("code", "name")
    #: endpoint in Xero, its collection key
    _endpoint = None

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    remote_id = fields.Char(string="Xero ID", required=True, index=True, readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(required=True, readonly=True)
    status = fields.Char(readonly=True, default="ACTIVE")
    active = fields.Boolean(default=True, readonly=True)

    @api.depends("code", "name", "status")
    def _compute_display_name(self):
        for record in self:
            name = f"{record.code} {record.name}" if record.code else record.name
            if record.status == "DELETED":
                name = self.env._("%(name)s (deleted in Xero)", name=name)
            elif record.status != "ACTIVE":
                name = self.env._("%(name)s (archived in Xero)", name=name)
            record.display_name = name

    @api.model
    def _search_display_name(self, operator, value):
        """By code, by name, and by both as they are shown (*404 Bank Fees*): that is
        what stands in an exported sheet, and what people type.

        Where one company's is as good as another's, it is that of the current one.
        """
        domain = Domain(super()._search_display_name(operator, value))
        if operator == "ilike" and isinstance(value, str):
            sought = value.casefold()
            return domain | self._shown_as(lambda text: sought in text.casefold())
        if operator not in ("=", "in"):
            return domain
        wanted = {value} if isinstance(value, str) else set(value or ())
        found = self.search(domain | self._shown_as(lambda text: text in wanted))
        connection = self.env["xero.connection"]._of_company(self.env.company)
        ours = found.filtered(lambda one: one.connection_id == connection)
        return Domain("id", "in", (ours or found).ids)

    @api.model
    def _shown_as(self, fits):
        """A domain of those of which ``fits(display_name)``; a few hundred at most."""
        seen = self.search([("company_id", "parent_of", self.env.companies.ids)])
        fitting = seen.filtered(lambda one: fits(one.display_name or ""))
        return Domain("id", "in", fitting.ids)

    def _problem(self):
        """Why this record can no longer be chosen and what to do, in words, or False.

        An empty recordset has no problem: who needs one says so in its own words.
        """
        if not self or self.status == "ACTIVE":
            return False
        if self.status == "DELETED":
            return self.env._("%(name)s: choose another one.", name=self.display_name)
        return self.env._(
            "%(name)s: choose another one, or restore it in Xero and press Update from "
            "Xero.",
            name=self.display_name,
        )

    def _remedy(self, where):
        """What to do about a choice of this record that cannot be used any more.

        :param where: the page where another one is chosen, in words
        """
        self.ensure_one()
        if self.status == "ARCHIVED":
            return self.env._(
                "Choose another one under %(where)s, or restore it in Xero and press "
                "Update from Xero.",
                where=where,
            )
        return self.env._("Choose another one under %(where)s.", where=where)

    @api.model
    def _values_from_xero(self, payload):
        """Field values of one element of Xero's answer."""
        raise NotImplementedError

    @api.model
    def _refresh(self, connection, payloads):
        """Make the records equal to what Xero lists.

        :param payloads: all elements that Xero has, as parsed JSON
        :return: records that were created or changed
        """
        mine = self.with_context(active_test=False).search(
            [("connection_id", "=", connection.id)]
        )
        by_remote = {record.remote_id: record for record in mine}
        touched = self.browse()
        new = []
        for payload in payloads:
            vals = self._values_from_xero(payload)
            record = by_remote.pop(vals["remote_id"], None)
            if record is None:
                new.append({**vals, "connection_id": connection.id})
                continue
            changed = {
                name: value
                for name, value in vals.items()
                if self._fields[name].convert_to_cache(value, record) != record[name]
            }
            if changed:
                record.write(changed)
                touched |= record
        gone = self.browse([r.id for r in by_remote.values() if r.status != "DELETED"])
        gone.write({"status": "DELETED", "active": False})
        return touched | gone | self.create(new)
