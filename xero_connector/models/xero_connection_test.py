# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Test Connection: one round of readings, told line by line in plain words."""

from dataclasses import dataclass

from odoo import models
from odoo.tools import format_date

from ..exceptions import XeroUnavailable
from ..plain_words import explain
from ..xero import codec, errors, oauth, scopes

#: Xero's SalesTaxBasis: tax falls due when the money comes, not with the invoice
CASH_BASES = ("PAYMENTS", "CASH", "FLATRATECASH")
#: fewer calls left than this may not last until the evening
FEW_CALLS = 100


@dataclass(frozen=True)
class Finding:
    """One line of the result.

    ``level``: ``ok``, ``warning`` (works, but look) or ``error`` (does not work);
    ``remedy``: what to do about the last two.
    """

    section: str
    level: str
    text: str
    remedy: str = ""


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    def action_test_connection(self):
        """Ask Xero now, and show what it says."""
        self.ensure_one()
        self.check_access("write")
        findings = self.sudo()._test_connection()
        wizard = self.env["xero.connection.test"]._make(self, findings)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test Connection"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _test_connection(self):
        """Read only: three calls, which change nothing in Xero.

        :return: list of :class:`Finding`, in the order in which they are shown
        """
        self.ensure_one()
        blocked = self._test_obstacles()
        if blocked:
            return blocked
        try:
            reached, token = self._reached_organisations()
        except errors.XeroError as error:
            return [self._found_error("credentials", error)]
        found = [Finding("credentials", "ok", self.env._("Xero accepts the sign-in."))]
        found += self._test_local()
        found += self._test_scopes(token)
        if self.tenant_id not in {tenant.tenant_id for tenant in reached}:
            lost = errors.Forbidden("not among the connections", tenant_lost=True)
            self._note_lost(lost)
            return [*found, self._found_error("organisation", lost)]
        limits = []
        try:
            organisation, actions = self._calling(
                lambda client: self._read_for_test(client, limits)
            )
        except errors.XeroError as error:
            if isinstance(error, errors.Forbidden) and error.tenant_lost:
                self._note_lost(error)
            return [*found, self._found_error("organisation", error)]
        return (
            found
            + self._test_organisation(organisation)
            + self._test_locks(organisation)
            + self._test_rights(actions)
            + self._test_limits(limits[-1] if limits else None)
        )

    # ------------------------------------------------------------------
    # before a call is made
    # ------------------------------------------------------------------
    def _test_obstacles(self):
        try:
            self._check_usable()
            self.env["xero.token"]._app(self)
        except XeroUnavailable as error:
            remedy = {
                "copy": self.env._("Confirm it at the top of this connection."),
                "state": self.env._("Press Connect and sign in to Xero."),
            }.get(error.reason, "")
            return [Finding("credentials", "error", str(error), remedy)]
        return []

    def _test_local(self):
        if not self.local_url:
            return []
        return [
            Finding(
                "credentials",
                "warning",
                self.env._(
                    "This connection uses a local Xero at %(url)s, not the real one.",
                    url=self.local_url,
                ),
                self.env._("Good for trying out. Nothing reaches Xero itself."),
            )
        ]

    # ------------------------------------------------------------------
    # the calls
    # ------------------------------------------------------------------
    def _reached_organisations(self):
        """What the sign-in reaches, after one refresh if need be."""
        stale = None
        tokens = self.env["xero.token"]
        while True:
            access_token = self._with_refused_sign_in(tokens._access_token, stale)
            try:
                reached = oauth.connections(self._session_factory(), access_token)
            except errors.Unauthorised:
                if stale:
                    raise
                stale = access_token
                continue
            return reached, tokens._of(self)

    def _with_refused_sign_in(self, access_token, stale):
        try:
            return access_token(self, stale)
        except XeroUnavailable as error:
            raise errors.ReconnectNeeded(str(error), code="invalid_grant") from error

    def _read_for_test(self, client, limits):
        organisation = client.read("Organisation")
        actions = client.get("Organisation/Actions")
        limits.append(actions.limits)
        return organisation.elements[0], {
            action["Name"]: action.get("Status") == "ALLOWED"
            for action in codec.elements(actions.body, "Actions")
        }

    def _note_lost(self, error):
        self._at_once(lambda connection: connection._need_reconnect(error))

    def _found_error(self, section, error):
        text, remedy = explain(self.env, error)
        return Finding(section, "error", text, remedy)

    # ------------------------------------------------------------------
    # what the answers mean
    # ------------------------------------------------------------------
    def _test_scopes(self, row):
        granted = (row.scopes or "").split()
        missing = scopes.missing_scopes(granted, self._needed_scopes())
        if missing:
            return [
                Finding(
                    "credentials",
                    "error",
                    self.env._(
                        "Xero did not grant every permission: %(missing)s is missing.",
                        missing=", ".join(missing),
                    ),
                    self.scopes_remedy,
                )
            ]
        return [
            Finding(
                "credentials",
                "ok",
                self.env._("All permissions are granted: %(list)s.", list=row.scopes),
            )
        ]

    def _test_organisation(self, organisation):
        name = organisation.get("Name")
        text = self.env._("The organisation “%(name)s” answers.", name=name)
        if organisation.get("IsDemoCompany"):
            text += " " + self.env._("It is Xero's demo company.")
        return [
            Finding("organisation", "ok", text),
            self._test_currency(organisation.get("BaseCurrency")),
            self._test_tax_basis(organisation.get("SalesTaxBasis")),
        ]

    def _test_currency(self, theirs):
        ours = self.company_id.currency_id.name
        if theirs == ours:
            text = self.env._("Both keep their books in %(currency)s.", currency=ours)
            return Finding("organisation", "ok", text)
        return Finding(
            "organisation",
            "warning",
            self.env._(
                "Xero keeps its books in %(theirs)s, this company in %(ours)s.",
                theirs=theirs,
                ours=ours,
            ),
            self.env._(
                "Documents agree in their own currency, but the books cannot. Check "
                "that this is the right organisation for this company."
            ),
        )

    def _odoo_uses_cash_basis(self):
        """The usual sales tax tells; a single cash-basis tax beside it does not."""
        company = self.company_id
        return (
            company.tax_exigibility
            and company.account_sale_tax_id.tax_exigibility == "on_payment"
        )

    def _test_tax_basis(self, basis):
        if not basis or basis == "NONE":
            text = self.env._("Xero reports no sales tax for this organisation.")
            return Finding("organisation", "ok", text)
        theirs, ours = basis in CASH_BASES, self._odoo_uses_cash_basis()
        words = {
            True: self.env._("when it is paid (cash basis)"),
            False: self.env._("when it is invoiced (accrual basis)"),
        }
        if theirs == ours:
            text = self.env._("Both count sales tax %(when)s.", when=words[ours])
            return Finding("organisation", "ok", text)
        return Finding(
            "organisation",
            "warning",
            self.env._(
                "Xero counts sales tax %(theirs)s, Odoo %(ours)s.",
                theirs=words[theirs],
                ours=words[ours],
            ),
            self.env._(
                "Documents are not affected, tax returns are: file them from one of "
                "the two only, or make the tax settings agree."
            ),
        )

    def _test_locks(self, organisation):
        texts = {
            "PeriodLockDate": self.env._(
                "Xero's books are locked up to %(date)s for everybody but advisers."
            ),
            "EndOfYearLockDate": self.env._(
                "Xero's books are locked up to %(date)s for everybody."
            ),
        }
        found = []
        for key, text in texts.items():
            date = codec.parse_date(organisation.get(key))
            if date:
                shown = text % {"date": format_date(self.env, date)}
                shown += " " + self.env._("Older documents wait.")
                found.append(Finding("organisation", "ok", shown))
        return found or [
            Finding("organisation", "ok", self.env._("No period is locked in Xero."))
        ]

    def _needed_actions(self):
        """Action of Xero to (switched on, level if forbidden, what cannot be done)."""
        approve = self.invoice_status == "AUTHORISED"
        currencies = self.env["res.currency"].sudo().search_count([])
        return {
            "CreateApprovedInvoice": (
                self._sends("invoice") and approve,
                "error",
                self.env._("approve invoices"),
            ),
            "CreateDraftInvoice": (
                self._sends("invoice") and not approve,
                "error",
                self.env._("create invoices"),
            ),
            "UseMulticurrency": (
                currencies > 1,
                "warning",
                self.env._("use other currencies"),
            ),
        }

    def _test_rights(self, actions):
        who = self._who_connected()
        found = []
        allowed = []
        for action, (needed, level, words) in self._needed_actions().items():
            if not needed:
                continue
            if actions.get(action):
                allowed.append(words)
                continue
            found.append(
                Finding(
                    "rights",
                    level,
                    self.env._("Xero does not let this user %(what)s.", what=words),
                    self.env._(
                        "Either the Xero user's role or the organisation's Xero plan "
                        "does not include it. Change one of them, or connect as "
                        "another user."
                    ),
                )
            )
        if allowed:
            text = self.env._(
                "In Xero that user may: %(list)s.", list=", ".join(allowed)
            )
            found.insert(0, Finding("rights", "ok", text))
        return [Finding("rights", "ok", who), *found]

    def _who_connected(self):
        if not self.connected_at:
            return self.env._("Who connected is not known.")
        return self.env._(
            "Connected by %(user)s on %(date)s.",
            user=self.connected_by_id.name or self.env._("a deleted user"),
            date=format_date(self.env, self.connected_at),
        )

    def _test_limits(self, limits):
        if limits is None or limits.day_left is None:
            text = self.env._("Xero does not say how many calls are left today.")
            return [Finding("limits", "ok", text)]
        text = self.env._(
            "%(day)s calls to Xero are left today, %(minute)s this minute.",
            day=limits.day_left,
            minute=limits.minute_left if limits.minute_left is not None else "?",
        )
        if limits.day_left >= FEW_CALLS:
            return [Finding("limits", "ok", text)]
        return [
            Finding(
                "limits",
                "warning",
                text,
                self.env._(
                    "What you ask for by button still goes first; the rest waits until "
                    "Xero's day ends."
                ),
            )
        ]
