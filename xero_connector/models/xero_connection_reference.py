# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's own settings, read when connecting, once a day and on request."""

import logging

from odoo import api, models

from ..exceptions import XeroUnavailable
from ..plain_words import explain
from ..xero import codec, errors
from .notification import news

_logger = logging.getLogger(__name__)


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    def action_refresh_reference_data(self):
        """Read accounts, tax rates and settings from Xero again."""
        self.ensure_one()
        self.check_access("write")
        connection = self.sudo()
        connection._checked(connection._refresh_reference_data)
        return news("success", self.env._("Accounts and tax rates are up to date."))

    def _refresh_reference_data(self):
        """Read Xero's settings and keep them; seven calls.

        :raise XeroUnavailable, errors.XeroError: nothing is changed then
        """
        connection = self.sudo()
        connection._check_usable()
        connection._store_reference_data(
            connection._calling(connection._read_reference_data)
        )

    @api.model
    def _cron_refresh_reference_data(self):
        """Read every connected organisation's settings again; daily.

        A connection that fails does not stop the others: it is tried again tomorrow,
        and one that Xero no longer lets in has said so to its administrators.
        """
        connections = self.sudo().search([("state", "=", "connected")])
        connections = connections.filtered(lambda connection: connection._is_in_plan())
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(connections))
        in_transaction = self.env["xero.run"]._in_transaction
        for connection in connections:
            try:
                connection._check_usable()
                payloads = connection._calling(connection._read_reference_data)
                # runs have ended meanwhile, and wrote what this writes: a new snapshot
                self.env.cr.rollback()
                in_transaction(connection._store_reference_data, payloads)
            except (XeroUnavailable, errors.XeroError) as error:
                self.env.cr.rollback()
                words = (
                    explain(self.env, error)
                    if isinstance(error, errors.XeroError)
                    else [str(error)]
                )
                _logger.warning(
                    "Settings of Xero connection %s were not read: %s",
                    connection.id,
                    " ".join(words),
                )
            except Exception:
                self.env.cr.rollback()
                _logger.exception(
                    "Settings of Xero connection %s were not read", connection.id
                )
            if not progress._commit_progress(1):
                break

    def _read_reference_data(self, client):
        """What Xero says about the organisation; writes nothing.

        :return: model name to its payloads, ``actions``: name to whether allowed, and
            ``limits``: calls left
        """
        actions = client.get("Organisation/Actions")
        return {
            "limits": actions.limits,
            "xero.organisation": client.read("Organisation").elements,
            "xero.account": client.read("Accounts").elements,
            "xero.tax.rate": client.read("TaxRates").elements,
            "xero.currency": client.read("Currencies").elements,
            "xero.tracking.category": client.read(
                "TrackingCategories", include_hidden=True
            ).elements,
            "xero.branding.theme": client.read("BrandingThemes").elements,
            "actions": {
                action["Name"]: action.get("Status") == "ALLOWED"
                for action in codec.elements(actions.body, "Actions")
            },
        }

    def _store_reference_data(self, payloads):
        payloads = dict(payloads)
        actions = payloads.pop("actions")
        self._store_limits(payloads.pop("limits"))
        for model, elements in payloads.items():
            self.env[model].sudo()._refresh(self, elements)
        self.invalidate_recordset(["organisation_id"])
        organisation = self.organisation_id.sudo()
        if organisation.actions != actions:
            organisation.actions = actions
        if self.tenant_name != organisation.name:
            self.tenant_name = organisation.name

    def _store_limits(self, limits):
        """What an answer outside a run said; runs keep their own."""
        if limits.day_left is None:
            return
        _budget, before = self.env["xero.run"]._budget(self._status)
        vals = self._status._limits_vals(limits.after(before))
        self._status.write({**vals, "last_success": vals["limits_at"]})

    def _suggested_revenue_account(self):
        """The account that is beyond doubt the one for sales, or an empty one.

        Chosen when the company is connected for the first time, and never again: an
        empty choice is then somebody's, and holds lines that no rule is for.
        Xero's own charts call it 200 Sales; a number alone proves nothing.
        """
        accounts = self.env["xero.account"].search(
            [
                ("connection_id", "=", self.id),
                ("status", "=", "ACTIVE"),
                ("is_system", "=", False),
                ("account_type", "in", ("SALES", "REVENUE")),
            ]
        )
        usual = accounts.filtered(
            lambda account: (
                account.code == "200"
                and (account.name or "").strip().lower() == "sales"
            )
        )
        if usual:
            return usual[:1]
        return accounts if len(accounts) == 1 else accounts.browse()

    # ------------------------------------------------------------------
    # copies of the database
    # ------------------------------------------------------------------
