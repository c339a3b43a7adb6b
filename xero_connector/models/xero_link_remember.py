# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero last said of a linked record, and whether an answer is news."""

import json

from odoo import api, models

from ..xero import codec


class XeroLink(models.Model):
    _inherit = "xero.link"

    def _is_news(self, payload, resource):
        """Whether Xero says something that this link does not know yet.

        Not every change moves Xero's stamp: where it stands still the values decide.

        :param payload: one element of an answer, as parsed
        :param resource: the resource's model
        """
        updated = codec.updated_utc(payload)
        if updated and updated.isoformat() != self.remote_updated:
            return not self._is_older(payload)
        known = self.remote_payload
        return not known or resource._gist(known) != resource._gist(payload)

    def _remember(self, payload, resource):
        """Keep what Xero said, unless we know something newer.

        :param payload: one element of an answer, as parsed
        :param resource: the resource's model
        """
        self.ensure_one()
        if self._is_older(payload):
            return
        before = self.remote_name
        self.write(self._remembered(payload, resource))
        if before and before != self.remote_name:
            self.env["xero.run"]._free(self.connection_id, self._number_key())

    def _number_key(self):
        """What is held until this record has another number or name in Xero."""
        return f"number:{self.id}"

    @api.model
    def _remembered(self, payload, resource):
        """The values that keep what Xero said."""
        updated = codec.updated_utc(payload)
        return {
            # the database knows no Decimal, and a float would be another number
            "remote_payload": json.loads(codec.dumps(payload), parse_float=str),
            "remote_updated": updated.isoformat() if updated else False,
            "remote_name": resource._remote_name(payload) or False,
        }

    def _is_older(self, payload):
        """Whether this link knows something newer than an answer."""
        updated = codec.updated_utc(payload)
        return bool(updated) and updated.isoformat() < (self.remote_updated or "")
