# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Another organisation, or none: as long as no record is shared with this one.

Somebody connects to Xero's Demo Company first, looks at a preview, and then wants the
real books; or connects the wrong company. Nothing that Odoo has is in that
organisation, so nothing is lost with what was read of it.
"""

from odoo import models

#: of the connection itself: these outlive the organisation
_KEPT = frozenset({"xero.connection.status", "xero.token", "xero.connection.choice"})


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    def unlink(self):
        self.check_access("unlink")
        self._unlink_only_unused()
        for connection in self.sudo():
            # by hand: what refers to an account or a tax rate must go before it
            connection._forget_organisation()
        return super().unlink()

    def _shares_records(self):
        """Whether a record of Odoo is, or was, linked with one of Xero."""
        return bool(
            self.env["xero.link"]
            .sudo()
            .search_count(
                [
                    ("connection_id", "=", self.id),
                    ("remote_id", "!=", False),
                    ("res_id", "!=", 0),
                ],
                limit=1,
            )
        )

    def _is_bound(self):
        """Whether only the organisation that it has, or had, may be connected."""
        if not (self.organisation_id or self.tenant_id):
            return False
        if self.state not in ("disconnected", "choosing"):
            return True
        return self._is_settled()

    def _is_settled(self):
        """Whether its organisation cannot be exchanged any more."""
        return self.phase == "live" or self._shares_records()

    def _forget_organisation(self):
        """Remove what was read of an organisation, and what was chosen for it."""
        mapping = self.env.registry["xero.mapping.mixin"]
        reference = self.env.registry["xero.reference.mixin"]
        models_of_it = []
        for name, model in self.env.registry.items():
            field = model._fields.get("connection_id")
            if (
                name not in _KEPT
                and not (model._abstract or model._transient)
                and field
                and field.store
                and field.comodel_name == self._name
            ):
                # what refers to others goes before them
                order = issubclass(model, reference) - issubclass(model, mapping)
                models_of_it.append((order, name))
        for _order, name in sorted(models_of_it):
            model = self.env[name].sudo().with_context(active_test=False)
            model.search([("connection_id", "=", self.id)]).unlink()
        self._status.write(
            {
                "day_left": -1,
                "minute_left": -1,
                "limits_at": False,
                "paused_until": False,
                "pause_reason": False,
                "last_sweep": False,
                "last_success": False,
            }
        )
        self.invalidate_recordset()
