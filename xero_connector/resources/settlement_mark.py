# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The mark by which our own payments are known in Xero."""

import hashlib

from odoo import models

from ..xero.payloads import settlement as codec


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _code(self, link):
        """A few characters by which we know our own: they stand at the end of the
        Reference, where nobody types them by chance."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        text = f"{uuid}:{link.connection_id.id}:{link.id}"
        return "#" + hashlib.sha256(text.encode()).hexdigest()[:10]

    def _reference(self, link, text):
        code = self._code(link)
        room = codec.REFERENCE_LIMIT - len(code) - 1
        return f"{(text or '')[:room].strip()} {code}".strip()

    def _has_mark(self, record, payload):
        link = self._link_of(record)
        said = payload.get("Reference") or ""
        gone = payload.get("Status") == "DELETED"
        return bool(link) and not gone and said.endswith(self._code(link))

    def _remote_name(self, payload):
        return payload.get("Reference") or ""
