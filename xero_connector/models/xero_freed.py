# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A note: what was held for this may go. For the run that begins next."""

from odoo import fields, models


class XeroFreed(models.Model):
    """Who mends a mapping sees what is held for it. What a run is just holding for it,
    from a snapshot in which it was not mended yet, nobody sees: a run looks for that
    when it begins, because no other is at work then.
    """

    _name = "xero.freed"
    _description = "Xero Freed"
    _order = "id"
    _log_access = False

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    keys = fields.Json(required=True, help="As hold_key of xero.link has them.")

    def _take(self, connection_id):
        """Free what was held meanwhile, and forget the notes."""
        notes = self.search([("connection_id", "=", connection_id)])
        if notes:
            keys = {key for note in notes for key in note.keys}
            self.env["xero.run"]._free(notes.connection_id, *sorted(keys))
            notes.unlink()
