# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The address and the key of Xero's webhooks."""

from odoo import api, fields, models

from ..exceptions import XeroUnavailable

WEBHOOK = "/accounting_sync/webhook"


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    webhook_url = fields.Char(
        string="Webhook Delivery URL",
        compute="_compute_webhook_url",
        help="Enter it at Xero, in your app under Webhooks, for contacts, invoices "
        "and credit notes.",
    )
    webhook_key = fields.Char(
        compute="_compute_webhook_key",
        inverse="_inverse_webhook_key",
        groups="xero_connector.group_manager",
        copy=False,
        help="Xero shows it when the webhook is made. Kept encrypted and never shown "
        "again. Empty: keep the present one.",
    )
    has_webhook_key = fields.Boolean(
        string="Key is stored",
        compute="_compute_has_webhook_key",
        compute_sudo=True,
        groups="xero_connector.group_manager",
    )

    def _compute_webhook_url(self):
        self.webhook_url = self._base_address() + WEBHOOK

    def _compute_webhook_key(self):
        self.webhook_key = False

    def _compute_has_webhook_key(self):
        for connection in self:
            row = self.env["xero.token"]._of(connection)
            connection.has_webhook_key = row._opens("webhook_key")

    def _inverse_webhook_key(self):
        for connection in self:
            key = (connection.webhook_key or "").strip()
            if key:
                self.env["xero.token"]._set_webhook_key(connection, key)

    @api.model
    def _webhook_keys(self):
        """The keys that may have signed a webhook, each once."""
        rows = self.env["xero.token"].sudo().search([("webhook_key", "!=", False)])
        live = rows.filtered(
            lambda row: (
                row.connection_id.state in ("connected", "reconnect")
                and not row._is_foreign()
            )
        )
        keys = set()
        for row in live:
            try:
                keys.add(row._open("webhook_key"))
            except XeroUnavailable:
                continue  # logged; it shall not stop the others' webhooks
        return sorted(keys)
