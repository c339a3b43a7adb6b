# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Before a batch payment is sent: the same money may be in Xero already.

As a batch payment: then both are linked. Or as payments of single documents, as where
Xero's bookkeeper matched the bank line: then none is sent, and what is settled on each
document is linked with its twin or goes by itself.
"""

from odoo import models

from ..sync.canonical import Settlement, values_of
from ..xero.causes import Cause
from ..xero.payloads import settlement as codec
from .batch_from_xero import is_same_money
from .settlement import DAYS


class XeroResourceBatchPayment(models.AbstractModel):
    _inherit = "xero.resource.batch_payment"

    _twin_causes = frozenset({Cause.EXCEEDS_DUE, Cause.NOT_AUTHORISED_YET})
    _twins_in = ("Payments", "BatchPayments")

    def _reads_again(self, connection, records):
        """Where a payment of one of its documents would have Xero read."""
        payments = self._get("payment")
        for row in records:
            if self._presence(row) != "live" or not self._is_matched_here(row):
                continue
            if self._imported_twice(row):
                return True
            if any(map(payments._is_part, self._singly(row).filtered("share"))):
                return True
        return False

    def _parts_there(self, record):
        """Whether one of its parts may be a payment that only Xero knows so far."""
        payments = self._get("payment")
        twins = payments._twins_there(record.connection_id, self._singly(record))
        # somebody may have said that it is none of them
        return any(not payments._link_of(row).is_distinct for row in twins)

    def _match(self, batch, records):
        """A batch payment over the same documents, of the same account and amounts, at
        most five days apart: one links, several ask."""
        rows = records.filtered("share")
        strangers = self._strangers(batch.connection) if rows else []
        found = {}
        for row in rows if strangers else ():
            here = self._to_xero(self._values(row, row.share), batch.refs.for_record())
            twins = [one for one in strangers if is_same_money(here, one[1])]
            if len(twins) == 1:
                found[row.id] = ("link", twins[0][0].remote_id)
                strangers.remove(twins[0])
            elif twins:
                reason = self._get("payment")._several()
                found[row.id] = ("hold", reason, self._shown(twins))
        return found

    def _strangers(self, connection):
        """[(link, canonical values)] of the batch payments that only Xero knows."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "=", self._resource_name),
                ("res_id", "in", [0, False]),
                ("state", "!=", "retired"),
                ("is_left_alone", "!=", True),
            ]
        )
        found = [(link, self._from_xero(link.remote_payload)) for link in links]
        return [one for one in found if one[1]["status"] == "open"]

    def _shown(self, twins):
        return [
            {
                "remote_id": link.remote_id,
                "name": link.remote_name or link.remote_id,
                "detail": f"{there['date']} · {sum(p.amount for p in there['parts'])}",
            }
            for link, there in twins
        ]

    # ------------------------------------------------------------------
    # refused, because more is paid in Xero than we knew of
    # ------------------------------------------------------------------
    def _look_alikes(self, caller, records):
        """Payments that Xero already has on the same documents, each like a part."""
        payments = self._get("payment")
        wanted = {
            res_id: [
                values_of(
                    Settlement(
                        document=part.document,
                        account=values["account"],
                        date=values["date"],
                        amount=part.amount,
                    )
                )
                for part in values["parts"]
            ]
            for res_id, values in self._wanted(records).items()
        }
        self.env.cr.rollback()
        documents = {one["document"] for parts in wanted.values() for one in parts}
        there = [
            (payload, payments._from_xero(payload))
            for payload in payments._read_on(caller, documents)
            if payments._is_mine(payload) and not payments._is_linked(payload)
        ]
        return {
            res_id: [
                payments._candidate(payload)
                for payload, values in there
                if any(codec.same_money(part, values, DAYS) for part in parts)
            ]
            for res_id, parts in wanted.items()
        }

    def _twins(self, links, found):
        return {
            res_id: [one["payload"] for one in candidates]
            for res_id, candidates in found.items()
            if candidates
        }

    def _link_twin(self, link, payloads):
        """Remember them; looked at again, it is no batch payment any more, and what it
        settles is linked with them one by one."""
        payments = self._get("payment")
        said = {payments._payload_id(payload): payload for payload in payloads}
        for known in link.search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("resource", "=", payments._resource_name),
                ("remote_id", "in", list(said)),
            ]
        ):
            known._remember(said.pop(known.remote_id), payments)
        link._create_remote(link.connection_id, payments, said.values())
        link.attempt_ids[:1]._note_anew()
