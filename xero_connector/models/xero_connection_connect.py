# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a company is connected: sign-in, choice of the organisation, first look."""

import logging
from functools import partial

from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..plain_words import explain
from ..xero import errors, oauth, transport
from .xero_connection_app import LAUNCH, START
from .xero_connection_client import RECONNECT_ACTIVITY

_logger = logging.getLogger(__name__)

LOCK_TIMEOUT = "10s"


class XeroConnection(models.Model):
    """Sign-in happens in a browser and answers arrive in requests of their own, so
    every step stores its result in a transaction of its own, at once: a code works one
    time, and a request that Odoo repeats after a conflict must not need it again.
    """

    _inherit = "xero.connection"

    sign_in_message = fields.Text(readonly=True, copy=False)
    connected_by_id = fields.Many2one(
        "res.users", string="Connected by", readonly=True, copy=False
    )
    connected_at = fields.Datetime(string="Connected on", readonly=True, copy=False)
    choice_ids = fields.One2many(
        "xero.connection.choice", "connection_id", readonly=True
    )

    # ------------------------------------------------------------------
    # to Xero
    # ------------------------------------------------------------------
    def action_connect(self):
        """Connect, or connect again. Ends in the browser at Xero's sign-in page.

        The app's details were saved, and committed, before.
        """
        self.ensure_one()
        self.check_access("write")
        connection = self.sudo()
        connection._check_no_copy()
        self.env["xero.token"]._app(connection)  # complete, and it opens
        if connection.app_type == "custom":
            connection._connect_custom()
            return {
                "type": "ir.actions.act_url",
                "url": f"{LAUNCH}/{connection.id}",
                "target": "self",
            }
        return {
            "type": "ir.actions.act_url",
            "url": f"{START}/{connection.id}",
            "target": "self",
        }

    def _authorise_url(self, state, verifier):
        """Xero's page for this sign-in.

        :param state: single-use, kept in the session of the user
        :param verifier: of PKCE, for an app without secret
        """
        app = self.env["xero.token"]._app(self)
        challenge = oauth.code_challenge(verifier) if verifier else None
        url = oauth.authorise_url(app, self._needed_scopes(), state, challenge)
        return transport.local_browser_url(url, self.sudo().local_url or None)

    # ------------------------------------------------------------------
    # and back
    # ------------------------------------------------------------------
    def _connect_custom(self):
        """A custom connection was agreed to at Xero: its credentials are enough."""

        def ask():
            app = self.env["xero.token"]._app(self)
            return oauth.client_credentials(
                self._session_factory(), app, self._needed_scopes()
            )

        return self._finish(ask)

    def _finish_sign_in(self, code, verifier):
        """The user came back from Xero with a code."""

        def ask():
            app = self.env["xero.token"]._app(self)
            return oauth.exchange_code(self._session_factory(), app, code, verifier)

        return self._finish(ask)

    def _finish(self, ask):
        """From a token to a connected company, or a message on the card that says why
        not. Nothing is stored of a sign-in that does not fit, and an earlier one stays.

        :return: whether it succeeded; the user may still have to choose
        """
        try:
            token = ask()
            found = [
                tenant
                for tenant in oauth.connections(
                    self._session_factory(), token.access_token
                )
                if tenant.tenant_type == "ORGANISATION"
            ]
            tenant = self._pick(found, token)
            payloads = None
            if tenant:
                payloads = self._read_reference_data(
                    self._client_for(token.access_token, tenant.tenant_id)
                )
        except errors.XeroError as error:
            _logger.info("Xero connection %s: sign-in failed: %r", self.id, error)
            self._tell(*explain(self.env, error))
        except UserError as error:
            self._tell(str(error))
        else:
            return self._keep_or_tell(
                partial(
                    type(self)._keep_sign_in,
                    token=token,
                    found=found,
                    tenant=tenant,
                    payloads=payloads,
                )
            )
        return False

    def _keep_or_tell(self, keep):
        try:
            self._at_once(keep)
            return True
        except UserError as error:
            self._tell(str(error))
        except UniqueViolation:
            # somebody else connected it between our look and our write
            self._tell(
                self.env._(
                    "This organisation is already connected to another company."
                ),
                self.env._("Press Connect again and choose another one."),
            )
        return False

    # ------------------------------------------------------------------
    # which organisation
    # ------------------------------------------------------------------
    def _pick(self, found, token):
        """The organisation that needs no question, or None if the user has to choose.

        :param found: organisations that the token reaches
        :raise UserError: if none of them can be this company's
        """
        if not found:
            raise UserError(
                self.env._(
                    "You signed in to Xero, but allowed no organisation.\n"
                    "Press Connect again and choose one on Xero's page."
                )
            )
        if self._is_bound():
            expected = self.organisation_id.remote_id or self.tenant_id
            return self._pick_expected(found, expected)
        takers = self._takers(found)
        free = [tenant for tenant in found if tenant.tenant_id not in takers]
        if not free:
            names = ", ".join(
                self.env._(
                    "“%(organisation)s” is already connected to the company "
                    "%(company)s",
                    organisation=tenant.tenant_name,
                    company=takers[tenant.tenant_id].company_id.display_name,
                )
                for tenant in found
            )
            raise UserError(
                self.env._(
                    "%(names)s.\nAn organisation belongs to one company. Press Connect "
                    "again and choose another one on Xero's page.",
                    names=names,
                )
            )
        return free[0] if len(free) == 1 else None

    def _pick_expected(self, found, expected):
        for tenant in found:
            if tenant.tenant_id == expected:
                return tenant
        text = self.env._(
            "This company's records are linked to “%(name)s” in Xero, but you "
            "allowed %(found)s.\nPress Connect again and choose “%(name)s” on "
            "Xero's page.",
            name=self.tenant_name or self.organisation_id.name,
            found=", ".join(f"“{tenant.tenant_name}”" for tenant in found),
        )
        if not self._is_settled():
            text += "\n" + self.env._(
                "Or disconnect it first: no record is shared with it yet."
            )
        raise UserError(text)

    def _takers(self, found):
        """Organisation id to the other connection that has it."""
        others = self.sudo().search(
            [
                ("tenant_id", "in", [tenant.tenant_id for tenant in found]),
                ("id", "!=", self.id),
            ]
        )
        return {other.tenant_id: other for other in others}

    def _keep_sign_in(self, token, found, tenant, payloads):
        """Store a sign-in; with the organisation, or with those to choose from."""
        self.choice_ids.unlink()
        self.sign_in_message = False
        if tenant:
            self.env["xero.token"]._store(self, token, tenant.id)
            self._tie(tenant.tenant_id, tenant.tenant_name)
            self._settle_in(payloads)
            return
        self.env["xero.token"]._store(self, token, False)
        takers = self._takers(found)
        self.env["xero.connection.choice"].create(
            [
                {
                    "connection_id": self.id,
                    "tenant_id": one.tenant_id,
                    "remote_connection_id": one.id,
                    "name": one.tenant_name,
                    "just_allowed": bool(token.auth_event_id)
                    and one.auth_event_id == token.auth_event_id,
                    "taken_by": one.tenant_id in takers
                    and takers[one.tenant_id].company_id.display_name,
                }
                for one in found
            ]
        )
        self.state = "choosing"

    def _choose(self, choice):
        """The user picked one of several organisations."""
        if self.state != "choosing" or choice.taken_by:
            raise UserError(
                self.env._("This organisation can no longer be chosen. Connect again.")
            )
        # First everything that calls Xero: a refresh of the token writes rows in a
        # transaction of its own, and would wait for what this one has written.
        payloads = self._checked(
            self._calling, self._read_reference_data, choice.tenant_id
        )
        tenant_id, name = choice.tenant_id, choice.name
        row = self.env["xero.token"]._of(self)
        row.remote_connection_id = choice.remote_connection_id
        self.choice_ids.unlink()
        self._tie(tenant_id, name)
        self._settle_in(payloads)

    def _settle_in(self, payloads):
        """Keep Xero's settings; the first time propose what belongs to what."""
        first = not self.account_ids
        self._store_reference_data(payloads)
        if first:
            if not self.revenue_account_id:
                self.revenue_account_id = self._suggested_revenue_account()
            self._suggest_mappings()

    def _tie(self, tenant_id, name):
        again = self.tenant_id == tenant_id
        if self.tenant_id and not again and not self._is_settled():
            self._forget_organisation()
        self.write(
            {
                "tenant_id": tenant_id,
                "tenant_name": name,
                "state": "connected",
                "connected_by_id": self.env.uid,
                "connected_at": fields.Datetime.now(),
                "sign_in_message": False,
            }
        )
        self.activity_unlink([RECONNECT_ACTIVITY])
        self.message_post(
            body=self.env._("Connected again to Xero: %(name)s", name=name)
            if again
            else self.env._("Connected to Xero: %(name)s", name=name)
        )
        if again and self.phase == "live":
            # what was saved meanwhile nobody noted
            self.env.ref("xero_connector.cron_sweep")._trigger()
        self._wake()

    # ------------------------------------------------------------------
    # transactions of their own
    # ------------------------------------------------------------------
    def _at_once(self, work):
        """Do ``work(connection)`` in a transaction of its own, committed at the end.

        Repeated from a fresh snapshot if another transaction was in the way: ``work``
        makes no call. What it wrote is invisible to the caller's transaction, whose
        snapshot is older; so callers only report.
        """
        self.ensure_one()
        for tries_left in reversed(range(5)):
            try:
                with self.env.registry.cursor() as cr:
                    # a caller that wrote to the same rows waits for itself: give up
                    cr.execute("SET LOCAL lock_timeout = %s", [LOCK_TIMEOUT])
                    result = work(self.with_env(self.env(cr=cr, su=True)))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if not tries_left:
                    raise
                continue
            self.env.registry.signal_changes()
            return result

    def _tell(self, what, remedy=None):
        """Show a message on the card, until the next try."""
        text = f"{what}\n{remedy}" if remedy else what

        def note(connection):
            connection.sign_in_message = text

        self._at_once(note)

    # ------------------------------------------------------------------
    # what to ask Xero for
    # ------------------------------------------------------------------
