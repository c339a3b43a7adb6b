# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What going live on existing books needs to know of expenses that the company paid.

They have no number that both sides know: the bank feed's transaction is found by its
account, amount and date. What else the bank did is no document, and is not shown.
"""

from dataclasses import dataclass
from datetime import date as calendar_date
from decimal import Decimal

from odoo import models

from ..sync.pairing import MOST, DoubtfulPair, Odd, Pairing


@dataclass(frozen=True)
class Spent:
    """A bank transaction of Xero.

    :param values: its canonical form
    """

    values: dict

    @property
    def date(self) -> calendar_date:
        return self.values["date"]

    @property
    def currency(self) -> str:
        return self.values["currency"]

    @property
    def total(self) -> Decimal:
        return self.values["total"]


class XeroResourceExpense(models.AbstractModel):
    _inherit = "xero.resource.expense"

    def _backfill_domain(self, connection):
        domain = super()._backfill_domain(connection)
        if connection.start_date:
            day = ("account_move_id.date", ">=", connection.start_date)
            domain = [*domain, day]
        return domain

    def _opening_domain(self, connection):
        """None: nothing is left to pay of money that was spent."""
        return None

    def _day(self, record):
        """When the money left the bank: Odoo may book it in a later period."""
        move = record.account_move_id
        return move.origin_payment_id.date or move.date or record.date

    def _number(self, record):
        return record.name or ""

    def _partners(self, records):
        return self.env["res.partner"].union(*map(self._partner, records))

    def _figures(self, record):
        return record.currency_id, record.total_amount_currency, 0

    def _document_kind(self):
        return self.env._("Expense paid by the company")

    def _remote_document(self, payload, successors):
        return Spent(self._from_xero(payload))

    def _pair(self, connection, records, contacts, remote):
        known = {remote_id: spent.values for remote_id, spent in remote.items()}
        certain, several = self._sort_out(connection, records, known)
        doubtful = {
            res_id: tuple(
                DoubtfulPair(twin, (Odd.NOT_THE_ONLY_ONE,)) for twin in twins[:MOST]
            )
            for res_id, twins in several.items()
        }
        alone = set(records.ids) - certain.keys() - doubtful.keys()
        return Pairing(certain, doubtful, tuple(sorted(alone)), ())

    def _payments_differ(self, record, payload):
        return False

    def _paired(self, link, record):
        return True
