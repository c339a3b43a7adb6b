# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Xero card in Settings > General Settings > Integrations."""

from odoo import api, fields, models
from odoo.exceptions import UserError

GROUP = "xero_connector.group_manager"


class ResConfigSettings(models.TransientModel):
    """What is typed into the card is not stored here: settings are a table too, and the
    secret would stand in it in clear.
    """

    _inherit = "res.config.settings"

    xero_connection_id = fields.Many2one(
        "xero.connection", compute="_compute_xero_connection_id", groups=GROUP
    )
    xero_plan = fields.Char(string="Plan", compute="_compute_xero_plan")
    xero_in_plan = fields.Boolean(compute="_compute_xero_plan")
    xero_is_own = fields.Boolean(compute="_compute_xero_connection_id", groups=GROUP)
    xero_state = fields.Selection(related="xero_connection_id.state", groups=GROUP)
    xero_live_state = fields.Selection(
        related="xero_connection_id.live_state", groups=GROUP
    )
    xero_live_text = fields.Char(related="xero_connection_id.live_text", groups=GROUP)
    xero_obstacle = fields.Selection(
        related="xero_connection_id.obstacle", groups=GROUP
    )
    xero_is_local = fields.Boolean(related="xero_connection_id.is_local", groups=GROUP)
    xero_tenant_name = fields.Char(
        related="xero_connection_id.tenant_name", groups=GROUP
    )
    xero_connected_by_id = fields.Many2one(
        related="xero_connection_id.connected_by_id", groups=GROUP
    )
    xero_connected_at = fields.Datetime(
        related="xero_connection_id.connected_at", groups=GROUP
    )
    xero_message = fields.Text(
        related="xero_connection_id.sign_in_message", groups=GROUP
    )
    xero_warnings = fields.Text(
        related="xero_connection_id.setup_warnings", groups=GROUP
    )
    xero_scopes_missing = fields.Char(
        related="xero_connection_id.scopes_missing", groups=GROUP
    )
    xero_scopes_remedy = fields.Char(
        related="xero_connection_id.scopes_remedy", groups=GROUP
    )
    xero_backfill_progress = fields.Json(
        related="xero_connection_id.backfill_progress", groups=GROUP
    )
    xero_backfill_running = fields.Boolean(
        related="xero_connection_id.backfill_running", groups=GROUP
    )
    xero_has_secret = fields.Boolean(
        related="xero_connection_id.has_client_secret", groups=GROUP
    )
    xero_redirect_uri = fields.Char(
        string="Redirect URI", compute="_compute_xero_addresses", groups=GROUP
    )
    xero_redirect_problem = fields.Char(compute="_compute_xero_addresses", groups=GROUP)
    xero_app_type = fields.Selection(
        selection=lambda self: (
            self.env["xero.connection"]
            ._fields["app_type"]
            ._description_selection(self.env)
        ),
        string="Kind of Xero App",
        compute="_compute_xero_app_type",
        inverse="_inverse_xero_app",
        groups=GROUP,
    )
    xero_custom_scopes = fields.Char(
        compute="_compute_xero_custom_scopes",
        groups=GROUP,
        help="The permissions that a custom connection needs: Xero asks for none when "
        "Odoo connects.",
    )
    xero_client_id = fields.Char(
        string="Xero Client ID",
        compute="_compute_xero_client_id",
        inverse="_inverse_xero_app",
        groups=GROUP,
    )
    xero_client_secret = fields.Char(
        compute="_compute_xero_client_secret", inverse="_inverse_xero_app", groups=GROUP
    )
    xero_legacy_scopes = fields.Boolean(
        string="Old Xero Permissions",
        compute="_compute_xero_legacy_scopes",
        inverse="_inverse_xero_app",
        groups=GROUP,
    )
    xero_local_url = fields.Char(
        string="Local Xero",
        compute="_compute_xero_local_url",
        inverse="_inverse_xero_app",
        groups="base.group_system",
    )

    # ------------------------------------------------------------------
    # reading
    # ------------------------------------------------------------------
    @api.depends("company_id")
    def _compute_xero_connection_id(self):
        connections = self.env["xero.connection"]
        for settings in self:
            company = settings.company_id
            settings.xero_connection_id = connections._of_company(company)
            settings.xero_is_own = (
                not settings.xero_connection_id
                or settings.xero_connection_id.company_id == company
            )

    @api.depends("company_id")
    def _compute_xero_plan(self):
        for settings in self:
            plan = settings.company_id._xero_plan()
            settings.xero_plan = plan["name"]
            settings.xero_in_plan = plan["integrations"]

    @api.depends("company_id")
    def _compute_xero_addresses(self):
        connection = self.env["xero.connection"].new({})
        for settings in self:
            settings.xero_redirect_uri = connection.redirect_uri
            settings.xero_redirect_problem = connection.redirect_problem

    # One method a field: of fields with one method, those that are not given on
    # create are not computed, and would be taken for cleared.
    @api.depends("company_id")
    def _compute_xero_app_type(self):
        for settings in self:
            settings.xero_app_type = settings._xero_own_connection().app_type or "web"

    @api.depends("company_id", "xero_app_type")
    def _compute_xero_custom_scopes(self):
        """For what is switched on, or would be after connecting."""
        for settings in self:
            own = settings._xero_own_connection()
            connection = own.new({"app_type": "custom"}, origin=own or None)
            settings.xero_custom_scopes = ", ".join(connection._needed_scopes())

    @api.depends("company_id")
    def _compute_xero_client_id(self):
        for settings in self:
            settings.xero_client_id = settings._xero_own_connection().client_id

    @api.depends("company_id")
    def _compute_xero_client_secret(self):
        self.xero_client_secret = False

    @api.depends("company_id")
    def _compute_xero_legacy_scopes(self):
        for settings in self:
            settings.xero_legacy_scopes = settings._xero_own_connection().legacy_scopes

    @api.depends("company_id")
    def _compute_xero_local_url(self):
        for settings in self:
            settings.xero_local_url = settings._xero_own_connection().local_url

    def _xero_own_connection(self):
        self.ensure_one()
        return (
            self.env["xero.connection"]
            .sudo()
            .search([("company_id", "=", self.company_id.id)])
        )

    # ------------------------------------------------------------------
    # writing
    # ------------------------------------------------------------------
    def _inverse_xero_app(self):
        for settings in self:
            typed = settings._xero_typed()
            connection = settings._xero_own_connection().sudo(False)
            if not connection:
                if not typed.get("client_id"):
                    continue
                connection = connection.create(
                    {"company_id": settings.company_id.id, **typed}
                )
                continue
            changed = {
                name: value
                for name, value in typed.items()
                if name == "client_secret" or (connection[name] or False) != value
            }
            if changed:
                connection.write(changed)

    def _xero_typed(self):
        """Values for the connection, of what this user may set."""
        typed = {
            "app_type": self.xero_app_type or "web",
            "client_id": (self.xero_client_id or "").strip() or False,
            "legacy_scopes": self.xero_legacy_scopes,
        }
        if self.env.user.has_group("base.group_system"):
            typed["local_url"] = (self.xero_local_url or "").strip() or False
        secret = (self.xero_client_secret or "").strip()
        if secret:
            typed["client_secret"] = secret
        return typed

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_xero_connect(self):
        """To Xero's sign-in page; what was typed is saved by then."""
        self.ensure_one()
        connection = self.xero_connection_id
        if not connection:
            raise UserError(
                self.env._("Enter the Client ID and Client Secret of your Xero app.")
            )
        return connection.sudo(False).action_connect()

    def action_xero_manage(self):
        """Open the connection of this company."""
        self.ensure_one()
        return self.xero_connection_id.sudo(False)._action_manage()
