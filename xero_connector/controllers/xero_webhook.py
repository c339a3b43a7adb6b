# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The receiver of Xero's webhooks.

Xero waits five seconds, wants 401 for a wrong signature and an empty 2xx for a right
one, and no cookie. It tries both when a webhook is switched on ("intent to receive").
Nothing is done here but one row an event; the address does not say whose it is, as Xero
refuses addresses with its name in them.
"""

import logging

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..xero import webhook

_logger = logging.getLogger(__name__)
#: Xero sends a hundred events at a time, some 40 kB
MOST_BYTES = 1_000_000


class XeroWebhook(http.Controller):
    @http.route(
        "/accounting_sync/webhook",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MOST_BYTES,  # also of a body that does not tell its length
    )
    def receive(self, **_unused):
        """Put the events of a genuine webhook into the inbox."""
        received = request.httprequest
        if (received.content_length or 0) > MOST_BYTES:
            return self._answer(413)
        raw = received.get_data()
        env = request.env(user=SUPERUSER_ID, su=True)
        header = received.headers.get(webhook.SIGNATURE_HEADER)
        keys = env["xero.connection"]._webhook_keys()
        if not any([webhook.is_genuine(key, raw, header) for key in keys]):
            return self._answer(401)
        if received.mimetype != "application/json":
            return self._answer(415)
        try:
            events = webhook.events(raw)
        except ValueError as error:
            _logger.warning("A signed webhook of Xero cannot be read: %s", error)
            return self._answer(400)
        env["xero.event"]._receive(events)
        return self._answer(200)

    def _answer(self, status):
        return request.make_response("", status=status)
