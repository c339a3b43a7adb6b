# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What becomes in Odoo of a payment that was recorded in Xero."""

from collections import defaultdict

from odoo import models
from odoo.tools import format_date

from ..xero.payloads import settlement as codec
from .refs import Refs
from .settlement import DAYS


class XeroResourcePayment(models.AbstractModel):
    _inherit = "xero.resource.payment"

    def _is_mine(self, payload):
        """A batch payment comes as a whole, from its own endpoint."""
        return not payload.get("BatchPaymentID")

    def _welcome(self, connection, links):
        said = {link: self._from_xero(link.remote_payload) for link in links}
        said = {
            link: values
            for link, values in said.items()
            if values["status"] == "open" and self._is_of_now(connection, values)
        }
        documents = self._documents_in_xero(
            connection, {values["document"] for values in said.values()}
        )
        unsent = self._unsent(connection, documents.values())
        histories = self.env["xero.link"]._histories(
            connection, self.env["account.move"].union(*documents.values())
        )
        decisions = {}
        for link, values in said.items():
            document = documents.get(values["document"])
            if not document or document.state == "cancel":
                continue
            if histories[document].has_remote(link.remote_id):
                continue
            twins = [
                row
                for row in unsent[document.id]
                # somebody may have said that it is none of them
                if not link.is_distinct and self._is_twin(connection, row, values)
            ]
            if len(twins) == 1:
                unsent[document.id].remove(twins[0])
                decisions[link.id] = ("link", twins[0])
            elif twins:
                decisions[link.id] = ("doubtful", [_choice(row) for row in twins])
            elif self._direction_of(connection) not in ("both", "to_odoo"):
                continue  # stays known as only in Xero
            elif self._journal_of(connection, values["account"]):
                decisions[link.id] = ("create",)
            elif self._part_on(connection, values["account"]):
                decisions[link.id] = ("create",)
            else:
                self._hold_unmapped(link, values)
                decisions[link.id] = ("held",)
        return decisions

    def _is_of_now(self, connection, values):
        start = connection.start_date
        return not (start and values["date"] and values["date"] < start)

    def _unsent(self, connection, documents):
        """Document id to its settlements that Xero has not got yet."""
        rows = self.env["xero.settlement"].search(
            [
                ("connection_id", "=", connection.id),
                ("document_id", "in", [document.id for document in documents]),
                ("part", "in", self._row_parts),
            ]
        )
        sent = self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", "xero.settlement"),
                ("res_id", "in", rows.ids),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )
        found = defaultdict(list)
        for row in rows - rows.browse(sent.mapped("res_id")):
            if row.share and not self._is_sent_in_batch(row):
                found[row.document_id.id].append(row)
        return found

    def _is_twin(self, connection, row, values):
        """Whether a settlement that is only here is a payment that is only there."""
        mine = self._values(row, row.share)
        account = self._account_of(mine["account"], connection, Refs(connection))
        here = {
            "document": values["document"],
            "account": account.remote_id,
            "amount": mine["amount"],
            "date": mine["date"],
        }
        return codec.same_money(here, values, DAYS)

    def _hold_unmapped(self, link, values):
        account = self.env["xero.account"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("remote_id", "=", values["account"]),
            ]
        )
        link._hold(
            "journal_unmapped",
            self.env._(
                "No journal is mapped to the Xero account %(account)s.",
                account=account.display_name or values["account"],
            ),
            self.env._("Choose one under Journal Mappings of the connection."),
            key="settings",
        )


def _choice(row):
    """A candidate for a person to choose."""
    return {
        "res_id": row.id,
        "name": row.display_name,
        "detail": f"{format_date(row.env, row.date)} · {row.amount}",
    }
