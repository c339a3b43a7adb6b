# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The way to Xero's sign-in page and back."""

import logging
import secrets
import time

from werkzeug.exceptions import Forbidden, NotFound

from odoo import http
from odoo.http import request

from ..exceptions import XeroUnavailable
from ..plain_words import explain
from ..xero import errors, oauth

_logger = logging.getLogger(__name__)

#: where pending sign-ins are kept in the user's session: state -> what it is about
PENDING = "xero_connector_sign_ins"
#: seconds to sign in at Xero, with second factor and choice of the organisation
PATIENCE = 900
#: sign-ins that one session may have begun and not finished
MAX_PENDING = 5
GROUP = "xero_connector.group_manager"


class XeroOAuth(http.Controller):
    """The addresses are those of ``xero_connection_app.py``, which Xero and buttons
    lead to.

    Nothing is written in the request's own transaction: Odoo repeats a request that
    met a conflict, but a code works once. See ``xero_connection_connect.py``.
    """

    @http.route(
        "/accounting_sync/connect/<int:connection_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def start(self, connection_id):
        """Send the user to Xero's sign-in page."""
        connection = self._connection(connection_id)
        advice = self._wrong_address(connection)
        if advice:
            connection._tell(*advice)
            return self._back(connection)
        state = secrets.token_urlsafe(32)
        verifier = oauth.new_verifier() if connection.app_type == "pkce" else None
        try:
            url = connection._authorise_url(state, verifier)
        except XeroUnavailable as error:
            connection._tell(str(error))
            return self._back(connection)
        self._remember(state, verifier, connection)
        return request.redirect(url, local=False)

    @http.route("/accounting_sync/callback", type="http", auth="user", methods=["GET"])
    def callback(self, state="", code="", error="", **_unused):
        """The user is back from Xero: with a code, or with a refusal."""
        pending = self._take(state)
        connection = pending and (
            request.env["xero.connection"].browse(pending["connection_id"]).exists()
        )
        if not connection:
            return self._unknown_sign_in()
        connection = self._connection(connection.id)
        if error:
            refusal = errors.OAuthError("refused on the sign-in page", code=error)
            connection._tell(*explain(request.env, refusal))
        else:
            connection._finish_sign_in(code, pending["verifier"])
        return self._back(connection)

    @http.route(
        ["/accounting_sync/open", "/accounting_sync/open/<int:connection_id>"],
        type="http",
        auth="user",
        methods=["GET"],
    )
    def launch(self, connection_id=0, **_unused):
        """Where Xero's app launcher leads: to the connection of the user's company."""
        connection = (
            self._connection(connection_id) if connection_id else self._current()
        )
        if not connection:
            return request.redirect("/odoo")
        return self._back(connection)

    # ------------------------------------------------------------------
    # who and what
    # ------------------------------------------------------------------
    def _connection(self, connection_id):
        """The connection, for a user who may manage it; as superuser."""
        if not request.env.user.has_group(GROUP):
            raise Forbidden()
        connection = request.env["xero.connection"].browse(connection_id).exists()
        if not connection:
            raise NotFound()
        connection.check_access("write")
        return connection.sudo()

    def _current(self):
        """The connection of the company that the user looks at, if it may be seen."""
        if not request.env.user.has_group(GROUP):
            return None
        company = request.env.company
        chosen = request.cookies.get("cids", "").replace(",", "-").split("-")[0]
        if chosen.isdigit() and int(chosen) in request.env.user.company_ids.ids:
            company = company.browse(int(chosen))
        return request.env["xero.connection"]._of_company(company)

    def _wrong_address(self, connection):
        """Xero sends users to localhost; a session of 127.0.0.1 is unknown there."""
        used = request.httprequest.host.rpartition(":")[0] or request.httprequest.host
        target = connection._base_address()
        if used.strip("[]") not in ("127.0.0.1", "::1") or "//localhost" not in target:
            return None
        return (
            request.env._(
                "Xero sends you back to %(url)s after the sign-in.", url=target
            ),
            request.env._(
                "Open Odoo at that address, log in there, and press Connect."
            ),
        )

    def _back(self, connection):
        """To the card, where messages are shown. To the form of who has to choose an
        organisation, or may not see the settings.
        """
        # what the sign-in wrote is newer than this request's own view of the database
        choosing = connection._at_once(lambda fresh: fresh.state == "choosing")
        if request.env.user.has_group("base.group_system") and not choosing:
            return request.redirect("/odoo/settings#xero_card")
        return request.redirect(
            f"/odoo/action-xero_connector.action_xero_connection/{connection.id}"
        )

    def _unknown_sign_in(self):
        """A state that this session did not begin: forged, replayed or too old."""
        _logger.info("Sign-in with an unknown state, user %s", request.env.uid)
        connection = self._current()
        if not connection:
            raise NotFound()
        connection._tell(
            request.env._(
                "This sign-in is not known here: it was finished before, took longer "
                "than %(minutes)s minutes, or began in another browser. Nothing was "
                "changed by it.",
                minutes=PATIENCE // 60,
            ),
            request.env._("If you meant to connect, press Connect again."),
        )
        return self._back(connection)

    # ------------------------------------------------------------------
    # pending sign-ins, in the user's session
    # ------------------------------------------------------------------
    def _pending(self):
        now = time.time()
        kept = [
            (state, entry)
            for state, entry in request.session.get(PENDING, {}).items()
            if entry["until"] > now
        ]
        return dict(kept[-MAX_PENDING:])

    def _remember(self, state, verifier, connection):
        pending = self._pending()
        pending[state] = {
            "connection_id": connection.id,
            "verifier": verifier,
            "uid": request.env.uid,
            "until": time.time() + PATIENCE,
        }
        request.session[PENDING] = pending

    def _take(self, state):
        """What a state is about; the second time it is unknown."""
        pending = self._pending()
        entry = pending.pop(state, None)
        request.session[PENDING] = pending
        if entry and entry["uid"] == request.env.uid:
            return entry
        return None
