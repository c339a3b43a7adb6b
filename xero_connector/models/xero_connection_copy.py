# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A copied database must not go on where the original does."""

from odoo import fields, models

from ..exceptions import XeroUnavailable


class XeroConnection(models.Model):
    """Secrets are bound to UUID and name of the database. Where these differ, no call
    is made until an administrator has said whether this database is a copy, or was
    renamed or moved.
    """

    _inherit = "xero.connection"

    obstacle = fields.Selection(
        [
            ("copy", "This database is a copy"),
            ("secrets", "The credentials cannot be used"),
        ],
        compute="_compute_obstacle",
        compute_sudo=True,
        help="Why no call can be made although the company is connected.",
    )

    def _compute_obstacle(self):
        for connection in self:
            connection.obstacle = connection._find_obstacle()

    def _find_obstacle(self):
        if self.state not in ("choosing", "connected", "reconnect"):
            return False
        row = self.env["xero.token"]._of(self)
        if row and row._is_foreign():
            return "copy"
        try:
            token = row._read_token() if row else None
        except XeroUnavailable:
            return "secrets"
        return "secrets" if token is None and self.state != "reconnect" else False

    def _is_copy(self):
        """Whether the secrets belong to another database, of which this is a copy."""
        self.ensure_one()
        row = self.env["xero.token"]._of(self)
        return bool(row) and row._is_foreign()

    def _check_no_copy(self):
        if self._is_copy():
            raise XeroUnavailable(
                self.env._(
                    "This database is a copy (or was renamed). No call to Xero is made "
                    "until an administrator confirms it on the Xero connection."
                ),
                "copy",
            )

    def action_same_database(self):
        """This is the one and only database, renamed or moved: go on."""
        self.ensure_one()
        self.check_access("write")
        row = self.env["xero.token"]._of(self)
        row._reseal()
        self.sudo().message_post(
            body=self.env._("Confirmed: this database was renamed or moved.")
        )
        self.sudo()._wake()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_start_afresh(self):
        """This is a copy: forget the credentials here; the original keeps its own."""
        self.ensure_one()
        self.check_access("write")
        connection = self.sudo()
        self.env["xero.token"]._of(connection).unlink()
        connection.choice_ids.unlink()
        connection.write(
            {
                "state": "disconnected" if connection.tenant_id else "new",
                "sign_in_message": False,
            }
        )
        connection.message_post(
            body=self.env._(
                "Confirmed: this database is a copy. Its Xero credentials are deleted."
            )
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # ------------------------------------------------------------------
    # where things are
    # ------------------------------------------------------------------
