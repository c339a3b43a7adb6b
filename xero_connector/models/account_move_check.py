# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents tell, before anything is sent, why Xero would not take them."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .notification import notification
from .xero_linked_mixin import SEEN_BY

#: documents that a notification names one by one
_MOST = 10
#: causes of what is said beforehand and holds nothing
_NOTICES = ("locked_here",)


class AccountMove(models.Model):
    """No call is made: mappings, lock dates, currencies and rates are known here."""

    _inherit = "account.move"

    xero_forecast = fields.Text(
        compute="_compute_xero_forecast",
        groups=SEEN_BY,
        help="Why this document would be held, as far as it can be told without Xero.",
    )
    xero_can_decide = fields.Boolean(compute="_compute_xero_can_decide", groups=SEEN_BY)
    xero_can_mend = fields.Boolean(compute="_compute_xero_can_decide", groups=SEEN_BY)

    @api.depends("state", "partner_id", "invoice_line_ids", "invoice_date")
    @api.depends_context("company")
    def _compute_xero_forecast(self):
        """Of drafts only: what is posted shows what became of it."""
        drafts = self.filtered(
            lambda move: move.state == "draft" and move.id and move.invoice_line_ids
        )
        reasons = drafts.sudo()._xero_reasons()
        for move in self:
            found = reasons.get(move.id, ())
            move.xero_forecast = "\n".join(
                f"{reason.message} {reason.remedy}".strip() for reason in found
            )

    def _compute_xero_can_decide(self):
        # who may read a document is told of it, whichever company it travels by
        for move in self:
            link = move.xero_link_id.sudo()
            move.xero_can_mend = bool(link) and link.can_mend
            move.xero_can_decide = bool(link) and any(
                link[name]
                for name in link._fields
                if name.startswith("can_") and name != "can_mend"
            )

    def _xero_reasons(self):
        """What speaks against each document (superuser).

        :return: record id to reasons; documents that do not travel are left out
        """
        found = {}
        for resource in self.env["xero.resource"]._all().values():
            if resource._odoo_model != self._name:
                continue
            subjects = resource._subjects(self)
            for company, group in subjects.grouped("company_id").items():
                connection = self.env["xero.connection"]._of_company(company)
                run = self.env["xero.run"]._engine(connection.id)
                if run is not None and resource._is_on(connection):
                    # in the engine's language and with its companies
                    found |= resource.with_env(run.env)._foresee(
                        connection.with_env(run.env), group.with_env(run.env)
                    )
        return found

    def action_xero_check(self):
        """Say what would be held and why; nothing is sent, no call is made."""
        self.check_access("read")
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("Check for Xero is for users of invoicing."))
        reasons = self.sudo()._xero_reasons()
        told = {move: reasons[move.id] for move in self if reasons.get(move.id)}
        held = [
            move
            for move, found in told.items()
            if any(reason.cause not in _NOTICES for reason in found)
        ]
        ready = len(reasons) - len(held)
        lines = [
            f"{move.display_name}: {found[0].message}"
            for move, found in list(told.items())[:_MOST]
        ]
        if len(told) > _MOST:
            lines.append(self.env._("… and %s more", len(told) - _MOST))
        title = self.env._(
            "%(ready)s ready for Xero, %(held)s would be held",
            ready=ready,
            held=len(held),
        )
        return notification(
            "warning" if told else "success",
            "\n".join(lines),
            title=title,
            sticky=bool(told),
        )

    def action_xero_mend(self):
        """Open the page where what it is held for is mended."""
        self.ensure_one()
        return self.xero_link_id.action_mend()

    def action_xero_decide(self):
        """Open the pair with the choices that make sense."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "xero.link",
            "res_id": self.xero_link_id.id,
            "view_mode": "form",
            "target": "new",
        }
