# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The contract of a resource: a record on its way to Xero, and once it is there."""

from odoo import models


class XeroResource(models.AbstractModel):
    _inherit = "xero.resource"

    def _to_xero(self, values, refs):
        """The same values in Xero's terms.

        What cannot be mapped is left out and noted with ``refs.hold``.
        """
        raise NotImplementedError

    def _preflight(self, record, values, refs):
        """Note with ``refs.hold`` why Xero would refuse this; make no call.

        :param values: canonical values in Xero's terms
        :param refs: ``refs.names`` are about to be sent, ``refs.remote`` and
            ``refs.payload`` are what Xero says now
        """

    def _payload(self, mapped, names, link):
        """JSON of the named fields of ``mapped``, without the record's id."""
        raise NotImplementedError

    def _retire(self, link, refs):
        """JSON that undoes the Xero record of a void or deleted one.

        What speaks against it is noted with ``refs.hold``.
        """
        return {}

    def _free_number(self, link, refs):
        """A number to give the Xero record before it is undone, because Xero keeps the
        numbers of undone records; None where it need not."""
        return None

    def _made(self, links, lane):
        """Xero has made these from our records: what follows, in one batch.

        :param lane: of what made them
        """

    def _verify(self, sent, remote):
        """Names of the fields whose stored figures are not what Xero was told.

        :param sent: canonical values in Xero's terms
        :param remote: the same of Xero's answer
        """
        return []

    def _state_in_step(self, link):
        """The state of a link whose sides agree."""
        return "synced"

    def _is_at_odds(self, link, record):
        """Whether both sides still disagree in something that no field of theirs says,
        as shown to a person before.

        Called in the planning transaction.
        """
        return False

    def _after_stored(self, link, element):
        """Xero has stored it, and the link is settled: what follows from that."""

    def _after_first_step(self, link, element, lane):
        """Xero has stored the first of two steps: what may go before the second.

        :param lane: of the second step
        """
