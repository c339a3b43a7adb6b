# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What becomes in Odoo of a payment that was recorded in Xero."""

from collections import defaultdict
from datetime import timedelta

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
        moves = self.env["account.move"].union(*documents.values())
        self._get("settled")._look_through(connection, moves)
        untold = self._get("settled")._untold(connection, moves)
        unsent, removed = self._not_there(connection, moves)
        histories = self.env["xero.link"]._histories(connection, moves)
        known = self._document_links(connection, moves)
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
            # else one that was removed in Xero, and is recorded there again
            again = [
                row
                for row in removed[document.id]
                if not (twins or link.is_distinct)
                and self._is_twin(connection, row, values)
            ]
            if again:
                # of several that are alike the one nearest in time
                row = min(again, key=lambda row: self._days_apart(row, values))
                removed[document.id].remove(row)
                self._make_room(row)
                decisions[link.id] = ("link", row)
            elif len(twins) == 1:
                unsent[document.id].remove(twins[0])
                decisions[link.id] = ("link", twins[0])
            elif twins:
                decisions[link.id] = ("doubtful", [_choice(row) for row in twins])
            elif self._direction_of(connection) not in ("both", "to_odoo"):
                continue  # stays known as only in Xero
            elif known[document.id]._is_taken_back_there(document):
                self._hold_for_history(link, known[document.id], document)
                decisions[link.id] = ("held",)
            elif self._journal_of(connection, values["account"]):
                decisions[link.id] = ("create",)
            elif self._part_on(connection, values["account"]):
                decisions[link.id] = ("create",)
            else:
                self._hold_unmapped(link, values)
                decisions[link.id] = ("held",)
        linked = [what[0].id for kind, *what in decisions.values() if kind == "link"]
        offered = [
            one["res_id"]
            for kind, *what in decisions.values()
            if kind == "doubtful"
            for one in what[0]
        ]
        (untold - untold.browse(linked + offered)).unlink()
        return decisions

    def _hold_for_history(self, link, known, document):
        link._hold(
            "history",
            self.env._(
                "Part of what was paid or credited on %(name)s before it was linked "
                "was removed in Xero, and Odoo has it still. It may be the same money.",
                name=document.name,
            ),
            self.env._("Take it back in Odoo too: then this payment is made there."),
            key=known._history_key(),
        )

    def _is_of_now(self, connection, values):
        start = connection.start_date
        return not (start and values["date"] and values["date"] < start)

    def _not_there(self, connection, documents):
        """Two times document id to settlements: those that Xero has not got yet, and
        those whose payment was removed there."""
        rows = self.env["xero.settlement"].search(
            [
                ("connection_id", "=", connection.id),
                ("document_id", "in", documents.ids),
                ("part", "in", self._row_parts),
            ]
        )
        links = self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", "xero.settlement"),
                ("res_id", "in", rows.ids),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )
        sent = {link.res_id: link.remote_payload for link in links}
        unsent, removed = defaultdict(list), defaultdict(list)
        for row in rows:
            said = sent.get(row.id)
            gone = said and self._from_xero(said)["status"] == "void"
            if (row.id in sent and not gone) or not row.share:
                continue
            if gone:
                removed[row.document_id.id].append(row)
            elif not self._is_sent_in_batch(row):
                unsent[row.document_id.id].append(row)
        return unsent, removed

    def _days_apart(self, row, values):
        date = row.counterpart_id.date
        return abs(date - values["date"]) if date and values["date"] else timedelta.max

    def _make_room(self, row):
        """What was removed stays known, as a tombstone."""
        known = self._link_of(row)
        known._retire(self.env._("Removed in Xero; recorded there again."))
        known.flush_recordset()

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
