# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where the local Xero's webhooks arrive, until the sequence hands them on."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from odoo.addons.xero_connector.xero import webhook


class Mailbox:
    """Answers as the controller does; genuine bodies with events are kept in order.

    :param key: that Xero signs with
    """

    def __init__(self, key):
        self.bodies = bodies = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                header = self.headers.get(webhook.SIGNATURE_HEADER)
                genuine = webhook.is_genuine(key, body, header)
                if genuine and webhook.events(body):
                    bodies.append(body)
                self.send_response(200 if genuine else 401)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                """Say nothing."""

        self._server = HTTPServer(("localhost", 0), Handler)
        self.url = f"http://localhost:{self._server.server_port}/"

    def start(self):
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.02},
            daemon=True,
        )
        self._thread.start()

    def stop(self):
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()
