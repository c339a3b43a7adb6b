# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The contract of a resource: which record in Xero is which in Odoo."""

from odoo import models


class XeroResource(models.AbstractModel):
    _inherit = "xero.resource"

    def _mark(self, record):
        """JSON that makes our own create recognisable in Xero."""
        return {}

    def _has_mark(self, record, payload):
        """Whether a Xero record is what *we* created for ``record``."""
        mark = self._mark(record)
        return bool(mark) and all(payload.get(k) == v for k, v in mark.items())

    def _link_of(self, record):
        """The link of a record, which may itself be gone by now: none of it is read."""
        return self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("state", "!=", "retired"),
            ],
            limit=1,
        )

    def _link_to(self, connection, remote_id):
        """The link of a Xero record."""
        return self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "=", self._resource_name),
                ("remote_id", "=", remote_id),
            ],
            limit=1,
        )

    def _reads_again(self, connection, records):
        """Whether what changed in Xero has to be read right before these records are
        created, because Xero would take the same twice.

        :param records: without a Xero record so far
        """
        return False

    def _match(self, batch, records):
        """What records that are about to be created may be in Xero already.

        Called in the planning transaction: no call, few queries for all of them.

        :param batch: an ``engine.batch.Batch``: ``batch.connection``, ``batch.links``
            by record id, ``batch.state`` of the run
        :param records: without a Xero record so far
        :return: record id to ``("link", remote id)`` where it is certain, ``("hold",
            Reason, candidates)`` where a person decides; the rest is created
        """
        return {}

    def _paired(self, link, record):
        """Called when an existing record was tied to an existing one of Xero.

        :return: whether they may be compared now; else the link says why not
        """
        return True

    def _payments_differ(self, record, payload):
        """Whether what is left to pay is another amount in Xero."""
        return False

    def _look_alikes(self, caller, records):
        """What Xero already has under the name or number of these records.

        :param caller: makes calls
        :return: record id to candidates ``{"remote_id", "name", "detail", "payload"}``
        """
        return {}

    def _twins(self, links, found):
        """Of what ``_look_alikes`` found, what is beyond doubt the same.

        :return: record id to payload
        """
        return {}

    def _link_twin(self, link, payload):
        """Tie a record to the same one in Xero: both agree on it as it is."""
        raise NotImplementedError

    def _propose_name(self, link):
        """Another name for a record whose own is taken in Xero, or blank."""
        return ""
