# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Why Xero would refuse a document, found without a call."""

from odoo import models
from odoo.tools import format_date

from ..sync import money
from ..xero import const
from ..xero.payloads import document as codec
from .refs import Refs

#: said of a draft, holds nothing
LOCKED_HERE = "locked_here"


class XeroResourceDocument(models.AbstractModel):
    """What cannot be mapped (contact, accounts, taxes, tracking) was noted before, by
    ``_to_xero``; here come dates, money that was applied, number, currency, sign, and
    at last the amounts."""

    _inherit = "xero.resource.document"

    def _foresee(self, connection, records):
        """Why Xero would not take these documents if they were posted now.

        :return: record id to reasons (none: nothing speaks against it)
        """
        shared = Refs(connection)
        for needs in self._dependencies(records).values():
            for name, needed in needs:
                shared.prefetch(name, needed)
        values = self._local_values(records)
        found = {}
        for record in records:
            said = values[record.id] | {"status": "open"}
            refs = shared.for_record()
            mapped = self._to_xero(said, refs)
            refs.names = frozenset(said)
            self._foresee_contact(record, refs)
            self._preflight(record, said | mapped, refs)
            self._foresee_lock_here(record, refs)
            found[record.id] = refs.reasons
        return found

    def _foresee_contact(self, record, refs):
        """What it would wait for: a contact that itself waits for a person."""
        for name, needed in self._dependencies(record).get(record.id, ()):
            link = refs.link(name, needed)
            if link and not link.remote_id and link.state in ("held", "error"):
                refs.hold(
                    "contact_held",
                    self.env._(
                        "Its contact “%(name)s” is not in Xero: %(why)s",
                        name=needed.display_name,
                        why=link.error,
                    ),
                    link.remedy or "",
                )

    def _foresee_lock_here(self, record, refs):
        """Odoo books what is dated in a period that it has locked on a later day.

        Said before it is posted, and no reason to hold it: Xero has the day that is
        on the paper.
        """
        day = self._day(record) if record.state == "draft" else None
        locks = day and record.company_id._get_lock_date_violations(
            day,
            fiscalyear=True,
            sale=record.is_sale_document(include_receipts=True),
            purchase=record.is_purchase_document(include_receipts=True),
            tax=bool(record.line_ids.tax_ids),
            hard=True,
        )
        if locks:
            refs.hold(
                LOCKED_HERE,
                self.env._(
                    "Odoo's books are locked until %(lock)s: Odoo will book it on a "
                    "later day than Xero, which has %(day)s.",
                    lock=format_date(self.env, max(lock for lock, _name in locks)),
                    day=format_date(self.env, day),
                ),
                self.env._("Give it a date in an open period, or open this one."),
            )

    def _preflight(self, record, values, refs):
        if self._hold_for_merge(values, refs):
            return
        self._hold_for_lock({values["date"], refs.remote.get("date")}, refs, values)
        self._hold_for_applied(values, refs)
        self._hold_for_number(values, refs)
        self._hold_for_currency(values, refs)
        there = refs.remote.get("currency")
        if there and there != values["currency"]:
            refs.hold(
                "currency_changed",
                self.env._(
                    "The currency is %(ours)s here and %(theirs)s in Xero, which keeps "
                    "the currency of a document.",
                    ours=values["currency"],
                    theirs=there,
                ),
                self.env._(
                    "Set the currency back, or cancel this document and make a new one."
                ),
            )
        if values["total"] < 0:
            refs.hold(
                "negative",
                self.env._("The total is negative, which Xero does not take."),
                self.env._("Make a credit note of it."),
            )
        self._preflight_money(values, refs)

    def _frozen(self, values, refs):
        """Of the fields to be sent those that Xero keeps as they are.

        With money applied it lets only texts, accounts, tracking, due date, reference
        and number change, and the contact while nothing was credited. What comes to
        nothing is paid from the beginning.
        """
        paid = refs.payload.get("Status") == const.PAID
        if not paid and not self._applied(refs.payload):
            return set()
        frozen = refs.names & {"date", "rate"}
        if "contact" in refs.names and self._credited(refs.payload):
            frozen |= {"contact"}
        # with rounding lines Xero computes the tax of each line, which net amount and
        # rate say already
        policy = money.Rounding(refs.connection.rounding_policy)
        taxed = policy is not money.Rounding.ROUNDING_LINE
        if "lines" in refs.names and (
            [_figures(line, taxed) for line in values["lines"]]
            != [_figures(line, taxed) for line in refs.remote["lines"]]
        ):
            frozen |= {"lines"}
        return frozen

    def _hold_for_applied(self, values, refs):
        frozen = self._frozen(values, refs)
        if frozen:
            labels = self._field_labels()
            refs.hold(
                "paid_in_xero",
                self.env._(
                    "Paid or part-paid in Xero, which then keeps: %(fields)s.",
                    fields=", ".join(labels[name] for name in sorted(frozen)),
                ),
                self.env._(
                    "Remove its payments and credits in Xero, or correct it with a "
                    "credit note."
                ),
            )

    def _hold_for_number(self, values, refs):
        """Of a sales document: cut short, it would be another number."""
        if len(values["number"] or "") > codec.NUMBER_LIMIT:
            refs.hold(
                "number_long",
                self.env._(
                    "The number has %(length)s characters; Xero takes %(most)s.",
                    length=len(values["number"]),
                    most=codec.NUMBER_LIMIT,
                ),
                self.env._("Give the document a shorter number."),
            )

    def _hold_for_currency(self, values, refs):
        """Xero takes the currencies that were added to the organisation, and counts
        every rate from its own."""
        ours = refs.connection.company_id.currency_id.name
        theirs = refs.connection.organisation_id.base_currency
        if theirs and theirs != ours:
            refs.hold(
                "base_currency",
                self.env._(
                    "Xero keeps its books in %(theirs)s, this company in %(ours)s: "
                    "what the document comes to would differ.",
                    theirs=theirs,
                    ours=ours,
                ),
                self.env._(
                    "Connect an organisation whose books are in %(ours)s.", ours=ours
                ),
            )
        known = refs.connection._currency_codes()
        if known and values["currency"] not in known:
            refs.hold(
                "currency_missing",
                self.env._(
                    "Xero's organisation does not use the currency %(currency)s.",
                    currency=values["currency"],
                ),
                self.env._(
                    "Add the currency in Xero, then press Update from Xero on the "
                    "connection's page."
                ),
                key=f"currency:{values['currency']}",
            )


def _figures(line, taxed):
    """What Xero keeps of a line to which money was applied.

    :param taxed: whether the amount of tax is one that Xero is told
    """
    return (
        line.kind,
        line.quantity,
        line.unit_amount,
        line.discount,
        line.net,
        line.tax_amount if taxed else None,
        line.taxes,
    )
