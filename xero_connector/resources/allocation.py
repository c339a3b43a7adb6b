# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A credit note applied to an invoice or bill: Xero's Allocation.

Xero shows allocations inside their credit note only: they are read with it, and written
below its address. The date is the later of the two documents', whatever is sent.
"""

from dataclasses import replace

from odoo import models

from ..sync import canonical, pace
from ..xero import codec as xero_codec
from ..xero import const
from ..xero.payloads import settlement as codec
from .settlement import DOCUMENTS


def spec_inside(endpoint):
    """Xero's side of the allocations that it shows inside records of an endpoint."""
    return replace(
        const.ENDPOINTS[endpoint],
        collection="Allocations",
        id_field="AllocationID",
        number_field=None,
        error_flag="HasValidationErrors",
        unitdp=False,
    )


_SPEC = spec_inside("CreditNotes")


class XeroResourceAllocation(models.AbstractModel):
    """Un-reconciled means removed: no money hangs in the air."""

    _name = "xero.resource.allocation"
    _inherit = "xero.resource.settlement"
    _description = "Xero allocations"

    _endpoint = "CreditNotes"
    _odoo_model = "xero.settlement"
    _row_parts = ("allocation",)
    _sequence = 42
    #: each credit note is a call; one more tells the ids of so many
    _answers_together = 50
    #: id of what allocations are shown in
    _holder_field = "CreditNoteID"

    @property
    def _spec(self):
        return _SPEC

    def _reads(self, connection):
        return False  # they come with their credit notes

    def _values(self, row, share):
        return super()._values(row, share) | {"date": None}

    def _source(self, row):
        return str(row.counterpart_id.id or "")

    def _account_key(self, row):
        return ""

    def _documents(self, record):
        return record.document_id | record.counterpart_id

    def _to_xero(self, values, refs):
        mapped = {n: v for n, v in values.items() if n not in ("document", "source")}
        for name in ("document", "source"):
            remote_id = values[name] and self._remote_document(
                refs.connection, values[name], refs
            )
            if remote_id:
                mapped[name] = remote_id
        return mapped

    def _date_of(self, record):
        return max(move.invoice_date or move.date for move in self._documents(record))

    def _preflight(self, record, values, refs):
        links = self._document_links(refs.connection, self._documents(record))
        for move in self._documents(record):
            if move.id in links:
                self._hold_for_document(move, links[move.id], refs)
        self._hold_for_opening(record, refs)
        self._hold_for_problem(record.share, refs)
        self._hold_for_two_currencies(record, refs)
        self._hold_for_lock({self._date_of(record)}, refs)

    def _hold_for_two_currencies(self, record, refs):
        """Xero applies a credit note to documents of its own currency."""
        ours, theirs = record.document_id.currency_id, record.counterpart_id.currency_id
        if ours != theirs:
            refs.hold(
                "currencies",
                self.env._(
                    "%(name)s is in %(ours)s and %(credit)s in %(theirs)s: Xero "
                    "applies a credit note to documents of its own currency.",
                    name=record.document_id.name,
                    ours=ours.name,
                    credit=record.counterpart_id.name,
                    theirs=theirs.name,
                ),
                self.env._("Take it off here, and credit it in the other currency."),
            )

    def _payload(self, mapped, names, link):
        record = self.env["xero.settlement"].browse(link.res_id)
        return codec.allocation_to_payload({**mapped, "date": self._date_of(record)})

    def _from_xero(self, payload):
        """Its date is Xero's own: nobody agrees on it, and Odoo knows none."""
        return codec.allocation_from_payload(payload) | {"date": None}

    def _remote_name(self, payload):
        return (payload.get("Invoice") or {}).get("InvoiceNumber") or ""

    def _deep_link(self, connection, remote_id):
        """It has no page of its own: that of its credit note."""
        link = self._link_to(connection, remote_id)
        row = self.env["xero.settlement"].browse(link.res_id)
        kind = DOCUMENTS.get(row.counterpart_id.move_type, "credit_note")
        return self._get(kind)._deep_link(connection, self._credit_note_of(link))

    def _retire(self, link, refs):
        super()._retire(link, refs)
        return {"IsDeleted": True}

    # ------------------------------------------------------------------
    # below the address of the credit note
    # ------------------------------------------------------------------
    def _calls_for(self, count):
        return count + pace.calls(count, self._answers_together)

    def _together(self, operation, link, mapped):
        return mapped.get("source") or ""

    def _credit_note_of(self, link):
        known = canonical.decode(self._form, link.base_remote).get("source")
        if not known and link.remote_payload:
            known = self._from_xero(link.remote_payload)["source"]
        if known:
            return known
        record = self.env["xero.settlement"].browse(link.res_id)
        links = self._document_links(link.connection_id, record.counterpart_id)
        return links[record.counterpart_id.id].remote_id

    def _request_values(self, operation, links, elements):
        credit_note = self._credit_note_of(links[0])
        path = f"CreditNotes/{credit_note}/Allocations"
        if operation == "create":
            return {
                "method": "PUT",
                "path": path,
                "params": {"summarizeErrors": "false"},
                "body": xero_codec.dumps({"Allocations": elements}).decode(),
            }
        return {
            "method": "DELETE",
            "path": f"{path}/{links[0].remote_id}",
            "params": {},
            "body": "",
        }

    def _answered_elements(self, request, body):
        if request.operation == "create":
            return super()._answered_elements(request, body)
        return [body]

    def _complete(self, caller, bodies):
        """Find the ids of what was created, which Xero's answers need not name: inside
        the credit note, equal to what was sent and nobody else's."""
        nameless = {}
        for request in self.env["xero.request"].browse(bodies):
            if request.operation == "create":
                nameless.setdefault(request.path.split("/")[1], []).extend(
                    one
                    for one in self._answered_elements(request, bodies[request.id])
                    if not self._payload_id(one) and not xero_codec.is_error(one)
                )
        self.env.cr.rollback()
        holders = [source for source, elements in nameless.items() if elements]
        if not holders:
            return
        inside = self._read_inside(caller, holders)
        links = self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("remote_id", "in", [self._payload_id(one) for one in inside]),
                ("res_id", "!=", 0),
            ]
        )
        known = set(links.mapped("remote_id"))
        self.env.cr.rollback()
        free = [one for one in inside if self._payload_id(one) not in known]
        for source in holders:
            for element in nameless[source]:
                self._identify(element, source, free)

    def _identify(self, element, source, free):
        """Give an element the id of its equal in its credit note; that is taken then.

        :param source: id of the credit note
        :param free: allocations as read that no link stands for
        """
        for one in free:
            if self._from_xero(one)["source"] == source and self._is_same(element, one):
                element[self._spec.id_field] = self._payload_id(one)
                free.remove(one)
                return

    def _is_same(self, one, other):
        """Whether two elements say the same amount on the same document."""
        one, other = self._from_xero(one), self._from_xero(other)
        return all(one[name] == other[name] for name in ("document", "amount"))

    def _missing_element(self, link):
        """Xero does not know it any more: that is what was wanted."""
        said = {**(link.remote_payload or {}), "IsDeleted": True}
        return {**said, self._spec.id_field: link.remote_id}

    # ------------------------------------------------------------------
    # read with their credit notes
    # ------------------------------------------------------------------
    def _inside(self, credit_note):
        """The allocations of a credit note, each saying whose it is."""
        whose = {"CreditNoteID": credit_note.get("CreditNoteID")}
        return [
            {**one, "CreditNote": whose} for one in credit_note.get("Allocations") or ()
        ]

    def _read_remotes(self, caller, remote_ids):
        links = self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("remote_id", "in", list(remote_ids)),
            ]
        )
        holders = {link.id: self._credit_note_of(link) for link in links}
        self.env.cr.rollback()
        shown = {
            one.get(self._holder_field): one
            for one in self._read_holders(caller, list(dict.fromkeys(holders.values())))
        }
        found = [one for holder in shown.values() for one in self._inside(holder)]
        inside = {self._payload_id(one) for one in found}
        # what a credit note that was read does not show any more was removed
        gone = [
            self._missing_element(link)
            for link in self.env["xero.link"].browse(holders).exists()
            if "Allocations" in shown.get(holders[link.id], ())
            and link.remote_id not in inside
        ]
        self.env.cr.rollback()
        return found + gone

    def _read_holders(self, caller, holder_ids):
        """The credit notes that allocations are shown in."""
        return self._get("credit_note")._read_remotes(caller, holder_ids)

    def _read_inside(self, caller, holder_ids):
        return [
            one
            for holder in self._read_holders(caller, holder_ids)
            for one in self._inside(holder)
        ]

    def _read_since(self, caller, request_id, since):
        request = self.env["xero.request"].browse(request_id)
        credit_note = request.path.split("/")[1]
        self.env.cr.rollback()
        return self._read_inside(caller, [credit_note])

    def _has_mark(self, record, payload):
        """An allocation has no text of its own: ours is equal, and nobody else's."""
        link = self._link_of(record)
        sent = canonical.decode(self._form, link.attempt_ids[:1].sent_remote)
        there = self._from_xero(payload)
        if any(sent.get(n) != there[n] for n in ("document", "source", "amount")):
            return False
        return not self.env["xero.link"].search_count(
            [
                ("resource", "=", self._resource_name),
                ("remote_id", "=", self._payload_id(payload)),
                ("res_id", "!=", 0),
            ]
        )

    def _note_inside(self, link, credit_note):
        """A credit note was read: remember its allocations, new, known and gone.

        :param link: of the credit note
        """
        links = self.env["xero.link"]
        connection = link.connection_id
        shown = {self._payload_id(one): one for one in self._inside(credit_note)}
        known = links._inside_credit_note(connection, link.remote_id, shown)
        fresh = [shown[key] for key in shown.keys() - set(known.mapped("remote_id"))]
        gone = known.filtered(
            lambda one: (
                one.remote_id not in shown
                and not (one.remote_payload or {}).get("IsDeleted")
            )
        )
        for one in gone:
            one._remember(self._missing_element(one), self)
        made = links._create_remote(connection, self, fresh)
        self.env["xero.change"]._note(
            connection,
            self._resource_name,
            [one.res_id for one in gone if one.res_id],
            made.mapped("remote_id"),
            lane="poll",
        )
