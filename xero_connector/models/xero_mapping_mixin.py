# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What all mappings have in common: a connection, a key, and who waits for them."""

from odoo import api, fields, models


class XeroMappingMixin(models.AbstractModel):
    """A person's choice. Making or mending one frees every record that is held for it.

    ``_hold_keys`` names what records wait for; see ``hold_key`` of ``xero.link``.
    """

    _name = "xero.mapping.mixin"
    _description = "Xero Mapping"
    _check_company_auto = True

    connection_id = fields.Many2one(
        "xero.connection",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self.env["xero.connection"]._of_company(self.env.company),
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    is_suggested = fields.Boolean(
        string="Suggested", readonly=True, help="Found automatically; look it over."
    )
    reason = fields.Char(readonly=True, help="Why it was suggested.")
    problem = fields.Char(compute="_compute_problem", help="What is wrong with it now.")

    def _compute_problem(self):
        for mapping in self:
            mapping.problem = mapping._find_problem()

    def _find_problem(self):
        """What is wrong with the chosen record of Xero, in words, or False."""
        return False

    def _hold_keys(self):
        """What documents may wait for that one mapping decides."""
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        mappings = super().create(vals_list)
        self._free(mappings._waited_for())
        return mappings

    def write(self, vals):
        """What a person changed is no suggestion any more."""
        before = self._waited_for()
        if "is_suggested" not in vals:
            vals = {**vals, "is_suggested": False, "reason": False}
        result = super().write(vals)
        self._free(before | self._waited_for())
        return result

    def unlink(self):
        """Without the choice another rule counts, if there is one."""
        before = self._waited_for()
        result = super().unlink()
        self._free(before)
        return result

    def _waited_for(self):
        """Hold keys of all these mappings, as (connection, key)."""
        return {
            (mapping.connection_id, key)
            for mapping in self
            for key in mapping._hold_keys()
        }

    @api.model
    def _free(self, waited_for):
        """Look again at every record that waited for these choices.

        What Xero itself refused for its settings waits for ``settings``.
        """
        keys = {}
        for connection, key in waited_for:
            keys.setdefault(connection, {"settings"}).add(key)
        for connection, wanted in keys.items():
            self.env["xero.run"]._free(connection, *sorted(wanted))
