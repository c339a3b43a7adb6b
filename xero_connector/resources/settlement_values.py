# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Odoo's ledger says of money, and which account of Xero that is."""

from datetime import date
from decimal import Decimal

from odoo import models

from ..sync.canonical import Settlement, values_of
from .settlement import DOCUMENTS

#: part of a settlement to the connection's account for it, where they differ in name
_MONEY = {"entry": "clearing"}


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _local_values(self, records):
        records.invalidate_recordset(["share"])
        return {
            row.id: self._values(row, row.share) if row.share else self._nothing(row)
            for row in records
        }

    def _nothing(self, row):
        """What Odoo says where nothing is settled any more."""
        return values_of(
            Settlement(
                document=str(row.document_id.id or ""),
                source=self._source(row),
                account=self._account_key(row),
                status="void",
            )
        )

    def _values(self, row, share):
        return values_of(
            Settlement(
                document=str(row.document_id.id),
                source=self._source(row),
                account=self._account_key(row),
                date=_day(share.get("date")),
                amount=Decimal(share["amount"]),
                bank_amount=_number(share.get("bank_amount")),
                rate=_number(share.get("rate")),
            )
        )

    def _source(self, row):
        return ""

    def _account_key(self, row):
        if row.part in ("cash", "batch"):
            return f"journal:{self._journal(row).id}"
        return row.part

    def _remote_document(self, connection, document_id, refs):
        document = self.env["account.move"].browse(int(document_id))
        return refs.remote_id(DOCUMENTS[document.move_type], document.id)

    def _account_of(self, key, connection, refs):
        """The xero.account of a journal or a part, or none and a reason."""
        kind, _colon, journal_id = key.partition(":")
        if kind == "journal":
            journal = self.env["account.journal"].browse(int(journal_id))
            mappings = self.env["xero.journal.mapping"]
            return mappings._account_for(connection, journal, refs)
        return connection._money_account(_MONEY.get(kind, kind), refs)


def _day(text):
    return date.fromisoformat(text) if text else None


def _number(text):
    return Decimal(text) if text else None
