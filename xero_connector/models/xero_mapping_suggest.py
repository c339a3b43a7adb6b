# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Mappings that are proposed, and what a person does with them."""

from odoo import api, models

from .notification import news


class XeroMappingMixin(models.AbstractModel):
    """A suggestion is a row like any other, marked, and without any effect: documents
    take an account or a tax only from what a person chose or accepted.
    """

    _inherit = "xero.mapping.mixin"
    #: fields that say what of Odoo a row is for
    _source_fields = ()

    @api.model
    def _suggest(self, connection):
        """Add a row for everything that has none and of which one is the likely one.

        :return: the rows that were added
        """
        rows = self._suggestions(connection)
        return self.create(
            [
                {**row, "connection_id": connection.id, "is_suggested": True}
                for row in rows
            ]
        )

    @api.model
    def _suggestions(self, connection):
        """Values of rows to propose, each with its ``reason``."""
        raise NotImplementedError

    def action_accept(self):
        """These suggestions are right: use them from now on."""
        self.check_access("write")
        accepted = self.filtered("is_suggested")
        accepted.write({"is_suggested": False})
        return news(
            "success",
            self.env._(
                "%(count)s accepted. What waited for them is looked at again.",
                count=len(accepted),
            ),
        )

    def _in_force(self):
        """Those that count: chosen or accepted by a person."""
        return self.filtered(lambda mapping: not mapping.is_suggested)

    @api.model_create_multi
    def create(self, vals_list):
        mappings = super().create(vals_list)
        mappings._drop_answered()
        return mappings

    def write(self, vals):
        result = super().write(vals)
        self._drop_answered()
        return result

    def _drop_answered(self):
        """What a person chose needs no suggestion any more."""
        for mapping in self._in_force():
            same = [("connection_id", "=", mapping.connection_id.id)]
            for name in self._source_fields:
                value = mapping[name]
                if isinstance(value, models.BaseModel):
                    value = value.id
                same.append((name, "=", value))
            self.search([*same, ("is_suggested", "=", True)]).unlink()
