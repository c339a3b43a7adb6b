# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What sets Xero's credit notes apart from its invoices."""

from datetime import timedelta
from decimal import Decimal

from odoo import models

from ..sync import canonical
from ..xero import codec, const

#: what must be equal for an unanswered create to be taken for ours
_FINGERPRINT = ("kind", "contact", "number", "date", "currency", "total")
#: how far the clocks of Xero and this machine may differ
_CLOCKS = timedelta(minutes=5)


class XeroCreditMixin(models.AbstractModel):
    """Credit notes have no due date, no discounts, and no ``Url`` for our mark.

    Their numbers are unique on sales only. What is left of one is RemainingCredit.
    Comes before ``xero.resource.document`` in ``_inherit``.
    """

    _name = "xero.credit.mixin"
    _description = "Xero credit notes"

    def _due_date(self, move):
        return None

    def _from_xero(self, payload):
        return super()._from_xero(payload) | {"due_date": None}

    # ------------------------------------------------------------------
    # what was applied
    # ------------------------------------------------------------------
    def _applied(self, payload):
        total, left = payload.get("Total"), payload.get("RemainingCredit")
        return Decimal(str(total or 0)) - Decimal(str(left or 0))

    def _credited(self, payload):
        """Xero keeps the contact of a credit note that is used in any way."""
        return self._applied(payload)

    # ------------------------------------------------------------------
    # recognising our own
    # ------------------------------------------------------------------
    def _mark(self, record):
        return {}

    def _has_mark(self, record, payload):
        """Equal to what we sent, changed since then, and nobody else's.

        A number alone would not do: a person may have typed the same document.
        """
        link = self._link_of(record)
        attempt = link.attempt_ids.filtered(lambda a: a.operation == "create")[:1]
        updated = codec.updated_utc(payload)
        if not attempt or not updated:
            return False
        frozen_at = attempt.request_id.frozen_at.replace(tzinfo=updated.tzinfo)
        if updated < frozen_at - _CLOCKS:
            return False
        sent = canonical.decode(self._form, attempt.sent_remote)
        there = self._from_xero(payload)
        if any(sent.get(name) != there[name] for name in _FINGERPRINT):
            return False
        return not self.env["xero.link"].search_count(
            [
                ("connection_id", "=", link.connection_id.id),
                ("resource", "=", self._resource_name),
                ("remote_id", "=", self._payload_id(payload)),
                ("res_id", "!=", 0),
            ],
            limit=1,
        )

    # ------------------------------------------------------------------
    # many at once
    # ------------------------------------------------------------------
    def _read_remotes(self, caller, remote_ids):
        """Xero takes no list of ids here, and few in a condition: where all credit
        notes fit a page, that is one call for as many as are wanted."""
        found = {}
        if len(remote_ids) > self._spec.ids_per_call and self._fit_a_page(remote_ids):
            wanted = set(remote_ids)
            found = {
                self._payload_id(one): one
                for one in caller.read_page(self._endpoint).elements
                if self._payload_id(one) in wanted
            }
        rest = [remote_id for remote_id in remote_ids if remote_id not in found]
        return [*found.values(), *super()._read_remotes(caller, rest)]

    def _fit_a_page(self, remote_ids):
        """Whether Xero has no more credit notes than it shows at once, as far as we
        know. Leaves no transaction open."""
        links = self.env["xero.link"]
        connection = links.search([("remote_id", "=", remote_ids[0])]).connection_id
        count = links.search_count(
            [
                ("connection_id", "in", connection.ids),
                ("resource", "in", ["credit_note", "bill_credit_note"]),
                ("remote_id", "!=", False),
            ]
        )
        self.env.cr.rollback()
        return count <= const.PAGE_SIZE

    def _query_by_number(self, numbers):
        wanted = (number.replace('"', "") for number in numbers)
        return {"where": " OR ".join(f'CreditNoteNumber=="{one}"' for one in wanted)}
