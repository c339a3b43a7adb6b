# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Before a payment is sent: the same money may be in Xero already.

Xero refuses a second payment of all that is due, and the twin is found then. Of a part
it takes two, as it does where its own bank feed booked what is matched here. So Xero's
payments are read first, and what is the same money is linked.
"""

from collections import defaultdict

from odoo import models

from ..models.decimals import amount
from ..sync.preflight import Reason
from .settlement import DAYS


class XeroResourcePayment(models.AbstractModel):
    _inherit = "xero.resource.payment"

    def _reads(self, connection):
        """Also where payments only travel to Xero: what the bank feed booked there is
        known, so that nothing is booked twice."""
        return self._is_on(connection)

    def _reads_again(self, connection, records):
        for row in records:
            if self._presence(row) != "live" or not row.share:
                continue
            if not self._is_matched_here(row):
                continue
            if self._imported_twice(row) or self._is_part(row):
                return True
        return False

    def _is_part(self, row):
        """Whether Xero would take the same payment twice."""
        return amount(float(row.share["amount"])) < amount(row.document_id.amount_total)

    def _match(self, batch, records):
        """On the same document, of the same account and amount, at most five days
        apart: one links, several ask."""
        found, used = {}, set()
        for row, twins in self._twins_there(batch.connection, records).items():
            twins = [one for one in twins if one[0] not in used]
            if len(twins) == 1:
                found[row.id] = ("link", twins[0][0].remote_id)
                used.add(twins[0][0])
            elif twins:
                found[row.id] = ("hold", self._several(), self._shown(twins))
        return found

    def _twins_there(self, connection, rows):
        """What only Xero knows and may be the same money.

        :return: settlement to [(link, canonical values)], none of them empty
        """
        rows = rows.filtered("share")
        documents = self._document_links(connection, rows.document_id)
        known = defaultdict(list)
        for link in self.env["xero.link"]._strangers_on(
            connection,
            [one.remote_id for one in documents.values() if one.remote_id],
            self._resource_name,
        ):
            there = self._from_xero(link.remote_payload)
            if there["status"] == "open":
                known[there["document"]].append((link, there))
        found = {}
        for row in rows if known else ():
            document = documents.get(row.document_id.id)
            if not document:
                continue
            # what settled a document before it was linked is never exchanged
            history = document._history()
            # but for what was taken back here, and may be recorded once more
            free = document._is_taken_back_here(row.document_id)
            twins = [
                one
                for one in known[document.remote_id]
                if (free or not history.has_remote(one[0].remote_id))
                and self._is_twin(connection, row, one[1])
            ]
            if twins:
                found[row] = twins
        return found

    def _after_tie(self, link):
        """What Xero has singly is no batch there: the rest of it goes singly too."""
        super()._after_tie(link)
        row = self.env["xero.settlement"].browse(link.res_id)
        whole = self._whole_of(row)
        if whole and not self._get("batch_payment")._is_sent(whole):
            self.env["xero.change"]._note(
                link.connection_id, "batch_payment", whole.ids
            )

    def _several(self):
        return Reason(
            "several_in_xero",
            self.env._(
                "Several payments in Xero may be this one: same document, account and "
                "amount, at most %(days)s days apart.",
                days=DAYS,
            ),
            self.env._("Link the right one."),
        )

    def _shown(self, twins):
        return [
            {
                "remote_id": link.remote_id,
                "name": link.remote_name or str(there["amount"]),
                "detail": f"{there['date']} · {there['amount']}",
            }
            for link, there in twins
        ]
