# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Batch payments that were recorded in Xero.

One that pays all that is due on documents of one contact is one payment in Odoo too. A
supplier run over several contacts, or one that pays a part, is as many payments here as
Xero lists inside it; Xero removes them together.
"""

from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..models.decimals import amount
from .refs import Refs
from .settlement import DAYS, DOCUMENTS


class XeroResourceBatchPayment(models.AbstractModel):
    _inherit = "xero.resource.batch_payment"

    def _welcome(self, connection, links):
        decisions = {}
        for link in links:
            values = self._from_xero(link.remote_payload)
            start = connection.start_date
            if values["status"] == "void":
                self._remove_singly(link)
                continue
            if start and values["date"] < start:
                continue
            documents = [part.document for part in values["parts"]]
            found = self._documents_in_xero(connection, documents)
            twin = self._twin(connection, values, found)
            if twin:
                decisions[link.id] = ("link", twin)
            elif not found or self._direction_of(connection) not in ("both", "to_odoo"):
                continue  # stays known as only in Xero
            elif len(found) != len(values["parts"]):
                self._hold_incomplete(link, values, found)
                decisions[link.id] = ("held",)
            elif not self._journal_of(connection, values["account"]):
                self._get("payment")._hold_unmapped(link, values)
                decisions[link.id] = ("held",)
            elif self._is_history(link, found):
                self._bring_singly(link)  # what is not comes
            elif self._inside(link):
                self._bring_singly(link)  # as it began
            elif link.is_left_alone:
                continue  # somebody said so
            elif self._is_one_payment(values, found):
                decisions[link.id] = ("create",)
            else:
                self._bring_singly(link)
        return decisions

    def _twin(self, connection, values, found):
        """The payment over the same documents that is only in Odoo so far, or none."""
        documents = self.env["account.move"].union(*found.values())
        counterparts = (
            self.env["xero.settlement"]
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("document_id", "in", documents.ids),
                ]
            )
            .counterpart_id
        )
        rows = self.env["xero.settlement"].search(
            [
                ("connection_id", "=", connection.id),
                ("counterpart_id", "in", counterparts.ids),
                ("part", "=", "batch"),
            ]
        )
        same = rows.browse()
        refs = Refs(connection)
        for document in documents:
            refs.prefetch(DOCUMENTS[document.move_type], document)
        for row in rows:
            if row.share and not self._link_of(row).remote_id:
                here = self._to_xero(self._values(row, row.share), refs)
                if is_same_money(here, values):
                    same |= row
        return same if len(same) == 1 else same.browse()

    def _is_history(self, link, found):
        """Whether a part of it was recorded before its document was linked, or may have
        been."""
        documents = self.env["account.move"].union(*found.values())
        histories = self.env["xero.link"]._histories(link.connection_id, documents)
        return any(
            history.has_remote(one.get("PaymentID"))
            for history in histories.values()
            for one in link.remote_payload.get("Payments") or ()
        )

    def _is_one_payment(self, values, found):
        """Whether Odoo can book it as one payment that pays all that is due."""
        documents = self.env["account.move"].union(*found.values())
        return len(documents.commercial_partner_id) == 1 and all(
            part.amount == amount(abs(found[part.document].amount_residual))
            for part in values["parts"]
        )

    def _hold_incomplete(self, link, values, found):
        link._hold(
            "documents_missing",
            self.env._(
                "This payment in Xero is for %(known)s of %(all)s documents in Odoo: "
                "%(names)s. The others are only in Xero.",
                known=len(found),
                all=len(values["parts"]),
                names=", ".join(move.name for move in found.values()),
            ),
            self.env._(
                "Enter or link the other documents, then try again; or register the "
                "payment in Odoo by hand."
            ),
        )

    def _make(self, connection, values, refs):
        self = self._telling_nobody()
        found = self._documents_in_xero(
            connection, [part.document for part in values["parts"]]
        )
        documents = self.env["account.move"].union(*found.values())
        self._check_posted(documents)
        if not self._is_one_payment(values, found):
            raise UserError(
                self.env._(
                    "What is due on its documents has changed meanwhile: %s. Sync it "
                    "again.",
                    ", ".join(documents.mapped("name")),
                )
            )
        payment = self._pay(
            self._journal_of(connection, values["account"])[:1],
            documents,
            values["date"],
            sum((part.amount for part in values["parts"]), Decimal(0)),
            refs.payload.get("Reference") or self.env._("Paid in Xero"),
        )
        lines = self._settling_lines(payment.move_id + documents)
        lines.filtered(lambda aml: not aml.reconciled).reconcile()
        return self.env["xero.settlement"].create(
            {
                "connection_id": connection.id,
                "counterpart_id": payment.move_id.id,
                "payment_id": payment.id,
                "part": "batch",
                "origin": "xero",
            }
        )

    # ------------------------------------------------------------------
    # as the payments inside it
    # ------------------------------------------------------------------
    def _bring_singly(self, link):
        """Remember the payments inside, each of which comes by itself; the batch needs
        no twin of its own then."""
        payments = self._get("payment")
        payload = link.remote_payload
        shown = {
            one["PaymentID"]: {
                **one,
                "Account": payload.get("Account"),
                "Date": payload.get("Date"),
                "Reference": one.get("Reference") or payload.get("Reference"),
                "Status": payload.get("Status"),
                "BatchPaymentID": link.remote_id,
            }
            for one in payload.get("Payments") or ()
            if one.get("PaymentID")
        }
        known = self._inside(link)
        fresh = shown.keys() - set(known.mapped("remote_id"))
        made = self.env["xero.link"]._create_remote(
            link.connection_id, payments, [shown[key] for key in sorted(fresh)]
        )
        link._settle({"state": "remote", "is_left_alone": True})
        self.env["xero.change"]._note(
            link.connection_id,
            payments._resource_name,
            remote_ids=(made + known.filtered(lambda o: not o.res_id)).mapped(
                "remote_id"
            ),
            lane="poll",
        )

    def _inside(self, link):
        """The links of the payments that Xero lists inside a batch."""
        shown = (link.remote_payload or {}).get("Payments") or ()
        return self.env["xero.link"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("resource", "=", "payment"),
                ("remote_id", "in", [one.get("PaymentID") for one in shown]),
            ]
        )

    def _remove_singly(self, link):
        """The batch was deleted in Xero, and with it the payments inside."""
        payments = self._get("payment")
        inside = link._inside_batch(link.connection_id, link.remote_id)
        for one in inside:
            one._remember({**one.remote_payload, "Status": "DELETED"}, payments)
        self.env["xero.change"]._note(
            link.connection_id,
            payments._resource_name,
            [one.res_id for one in inside if one.res_id],
            [one.remote_id for one in inside if not one.res_id],
            lane="poll",
        )


def is_same_money(here, there):
    """Whether two batches pay the same on the same documents from the same account, at
    most five days apart."""
    if here.get("account") != there["account"] or "parts" not in here:
        return False
    days = abs((here["date"] - there["date"]).days)
    return days <= DAYS and _by_document(here) == _by_document(there)


def _by_document(values):
    paid = {}
    for part in values["parts"]:
        paid[part.document] = paid.get(part.document, Decimal(0)) + part.amount
    return paid
