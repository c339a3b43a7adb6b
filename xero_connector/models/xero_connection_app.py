# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The app at Xero that a connection uses, and the addresses it knows us by."""

from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..xero import scopes, transport

CALLBACK = "/accounting_sync/callback"
START = "/accounting_sync/connect"
LAUNCH = "/accounting_sync/open"
#: fields that a token belongs to: another app has other tokens
APP_FIELDS = ("app_type", "client_id", "local_url")


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    client_secret = fields.Char(
        compute="_compute_client_secret",
        inverse="_inverse_client_secret",
        groups="xero_connector.group_manager",
        copy=False,
        help="Kept encrypted and never shown again. Empty: keep the present one.",
    )
    has_client_secret = fields.Boolean(
        compute="_compute_has_client_secret",
        compute_sudo=True,
        groups="xero_connector.group_manager",
    )
    redirect_uri = fields.Char(string="Redirect URI", compute="_compute_addresses")
    login_uri = fields.Char(string="Login URL", compute="_compute_addresses")
    redirect_problem = fields.Char(compute="_compute_addresses")
    is_local = fields.Boolean(
        string="Uses a local Xero", compute="_compute_is_local", compute_sudo=True
    )
    scopes_missing = fields.Char(compute="_compute_scopes_missing", compute_sudo=True)
    scopes_remedy = fields.Char(compute="_compute_scopes_remedy")

    def _compute_client_secret(self):
        self.client_secret = False

    def _compute_has_client_secret(self):
        for connection in self:
            row = self.env["xero.token"]._of(connection)
            connection.has_client_secret = row._opens("client_secret")

    def _inverse_client_secret(self):
        for connection in self:
            secret = (connection.client_secret or "").strip()
            if secret:
                connection._check_app_editable()
                self.env["xero.token"]._set_client_secret(connection, secret)

    # ------------------------------------------------------------------
    # addresses
    # ------------------------------------------------------------------
    def _compute_addresses(self):
        base = self._base_address()
        parts = urlsplit(base)
        problem = False
        if parts.scheme != "https" and parts.hostname != "localhost":
            problem = self.env._(
                "Xero accepts only addresses that start with https:// (or "
                "http://localhost on a computer for trying out). Open Odoo by its "
                "https address as administrator, or set the system parameter "
                "web.base.url."
            )
        self.redirect_uri = base + CALLBACK
        self.login_uri = base + LAUNCH
        self.redirect_problem = problem

    @api.model
    def _base_address(self):
        """Root of this Odoo as Xero may know it: it refuses http://127.0.0.1."""
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url", "")
        parts = urlsplit(base.rstrip("/"))
        if parts.hostname in ("127.0.0.1", "::1"):
            port = f":{parts.port}" if parts.port else ""
            parts = parts._replace(netloc=f"localhost{port}")
        return parts.geturl()

    @api.model
    def _redirect_uri(self):
        return self._base_address() + CALLBACK

    @api.depends("local_url")
    def _compute_is_local(self):
        for connection in self:
            connection.is_local = bool(connection.local_url)

    @api.constrains("local_url")
    def _check_local_url(self):
        for connection in self.sudo().filtered("local_url"):
            try:
                transport.check_local_base(connection.local_url)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "A local Xero runs on this very machine: its address starts "
                        "with http://localhost, followed by its port."
                    )
                ) from error

    # ------------------------------------------------------------------
    # what may be edited when
    # ------------------------------------------------------------------
    # ------------------------------------------------------------------
    # what may be edited when
    # ------------------------------------------------------------------
    def _check_app_editable(self):
        if self.state in ("connected", "choosing") and not self.obstacle:
            raise UserError(
                self.env._(
                    "%(name)s is connected. Disconnect before you change the app's "
                    "details.",
                    name=self.display_name,
                )
            )

    def write(self, vals):
        if "company_id" in vals:
            for connection in self.filtered("tenant_id"):
                if connection.company_id.id != vals["company_id"]:
                    raise UserError(
                        self.env._(
                            "A connection stays with its company. Make a new one."
                        )
                    )
        self.sudo()._forget_other_app(vals)
        return super().write(vals)

    def _forget_other_app(self, vals):
        """Tokens belong to one app; secrets are bound to one (local) Xero.

        Before the write: a new secret that comes with it is sealed for what is new.
        """
        rows = self.env["xero.token"].sudo()
        for connection in self:
            changed = {
                name
                for name in APP_FIELDS
                if name in vals and (connection[name] or False) != (vals[name] or False)
            }
            if not changed:
                continue
            connection._check_app_editable()
            row = rows._of(connection)
            row.write({"token": False, "remote_connection_id": False})
            if "local_url" in changed:
                row.write({"client_secret": False, "webhook_key": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        for connection in self:
            if connection.state in ("connected", "reconnect", "choosing"):
                raise UserError(
                    self.env._(
                        "Disconnect %(name)s first.", name=connection.display_name
                    )
                )
            if connection._shares_records():
                raise UserError(
                    self.env._(
                        "%(name)s remembers which records Odoo and Xero share. Without "
                        "it the same documents would be sent again.",
                        name=connection.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # transactions of their own
    # ------------------------------------------------------------------
    # ------------------------------------------------------------------
    # what to ask Xero for
    # ------------------------------------------------------------------
    def _needed_features(self):
        """Keys of ``xero.scopes.FEATURE_SCOPES`` for what is switched on."""
        features = {"settings.read"}
        for resource in self.env["xero.resource"]._all().values():
            features |= resource._features(self)
        return features

    def _needed_scopes(self):
        return scopes.scopes_for(
            self._needed_features(),
            legacy=self.legacy_scopes,
            offline=self.app_type != "custom",
        )

    def _not_granted(self, features):
        """Those of these features that nobody agreed to at Xero, as far as is known.

        :param features: keys of ``xero.scopes.FEATURE_SCOPES``
        """
        granted = (self.env["xero.token"]._of(self).scopes or "").split()
        if not granted:
            return set()
        needed = {scopes.FEATURE_SCOPES[feature]: feature for feature in features}
        return {needed[scope] for scope in scopes.missing_scopes(granted, needed)}

    @api.depends(
        lambda self: (
            "legacy_scopes",
            "state",
            "send_files",
            *self._direction_fields(),
        )
    )
    def _compute_scopes_missing(self):
        for connection in self:
            row = self.env["xero.token"]._of(connection)
            missing = ()
            if connection.state == "connected" and row.scopes:
                missing = scopes.missing_scopes(
                    row.scopes.split(), connection._needed_scopes()
                )
            connection.scopes_missing = ", ".join(missing)

    @api.depends("app_type")
    def _compute_scopes_remedy(self):
        """What brings a permission that is missing."""
        for connection in self:
            if connection.app_type == "custom":
                # Xero has no page on which anybody could agree to them
                connection.scopes_remedy = self.env._(
                    "Choose them for your app at developer.xero.com/app/manage, have "
                    "the organisation authorise it again, then press Reconnect."
                )
            else:
                connection.scopes_remedy = self.env._(
                    "Press Reconnect and agree to them on Xero's page."
                )
