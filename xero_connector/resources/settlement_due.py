# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Once Xero has stored money: that very amount, and what is due on both sides."""

from decimal import Decimal

from odoo import models
from odoo.tools import format_amount

from ..models.decimals import amount
from ..sync import canonical
from .settlement import DOCUMENTS


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _verify(self, sent, remote):
        """Xero must have stored exactly this money on this account."""
        if remote["status"] == "void":
            return []
        return [n for n in ("amount",) if n in sent and sent[n] != remote[n]]

    def _after_stored(self, link, element):
        """What was removed may have kept its document from being voided; else compare
        what is due, once all that settles the document is in Xero."""
        self._free_document(link, self._from_xero(element))
        row = self.env["xero.settlement"].browse(link.res_id).exists()
        shown = element.get("Invoice") or {}
        if not row or not row.document_id or "AmountDue" not in shown:
            return
        document = row.document_id
        if document.state != "posted":
            return
        rows = self.env["xero.settlement"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("document_id", "=", document.id),
            ]
        )
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("res_model", "=", "xero.settlement"),
                ("res_id", "in", rows.ids),
                ("state", "!=", "retired"),
            ]
        )
        if any(one.state not in ("synced", "difference") for one in links):
            return
        there = Decimal(str(shown["AmountDue"]))
        here = amount(abs(document.amount_residual))
        if len(links) == len(rows) and here != there:
            self._show_due(link, document, here, there)

    def _after_first_step(self, link, element, lane):
        """A document that was corrected under its money goes while Xero has none on it,
        in the lane of that money, and so before it."""
        self._free_document(link, self._from_xero(element), lane)

    def _free_document(self, link, values, lane="hook"):
        """Look again at a document that could not be voided, or changed, while it was
        paid."""
        if values["status"] != "void":
            return
        # an answer to a deletion need not name what it was on
        known = canonical.decode(self._form, link.base_remote)
        names = ("document", "source")
        on = {side.get(name) for side in (values, known) for name in names}
        held = self.env["xero.link"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("resource", "in", list(DOCUMENTS.values())),
                ("remote_id", "in", [one for one in on if one]),
                ("cause", "in", ["not_voidable", "paid_in_xero", "merge_in_xero"]),
            ]
        )
        for one in held:
            self.env["xero.change"]._note(
                one.connection_id,
                one.resource,
                [one.res_id],
                lane=lane,
                user=one.asked_by_id,
            )

    def _is_at_odds(self, link, record):
        """A difference in what is due stays while Xero says so of the document."""
        if link.cause != "amount_due":
            return False
        document = record.document_id
        known = self._document_links(link.connection_id, document).get(document.id)
        due = (known.remote_payload or {}).get("AmountDue") if known else None
        if due is None or document.state != "posted":
            return False
        return amount(abs(document.amount_residual)) != Decimal(str(due))

    def _show_due(self, link, document, here, there):
        said = tuple(
            format_amount(self.env, float(value), document.currency_id)
            for value in (here, there)
        )
        link._disagree(
            "difference",
            "amount_due",
            {"due": said},
            self.env._(
                "Compare what was paid and credited on %(name)s on both sides.",
                name=document.name,
            ),
        )
