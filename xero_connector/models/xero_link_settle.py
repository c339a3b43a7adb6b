# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a document's news from Xero means for what settles it."""

from odoo import api, models

from ..sync import canonical
from ..xero import codec
from .decimals import amount

_CREDIT_NOTES = ("credit_note", "bill_credit_note")
_DOCUMENTS = ("invoice", "bill", *_CREDIT_NOTES)
_WAITING = ("DRAFT", "SUBMITTED")


class XeroLink(models.Model):
    _inherit = "xero.link"

    def _remember(self, payload, resource):
        before = self.remote_payload or {}
        result = super()._remember(payload, resource)
        if not before and self.res_id and self.state == "new":
            # paired by its id, and read only now; or made by us, whose answer was lost
            self._tell_paired(made=bool(self.base_remote))
        if self.resource in _DOCUMENTS:
            self._tell_settlements(before, payload)
        return result

    @api.model
    def _create_remote(self, connection, resource, payloads):
        """With a credit note that only Xero has what it is applied to becomes known."""
        payloads = list(payloads)
        links = super()._create_remote(connection, resource, payloads)
        if resource._resource_name in _CREDIT_NOTES and connection.phase == "live":
            allocations = self.env["xero.resource"]._get("allocation")
            if allocations._is_on(connection):
                for link, payload in zip(links, payloads, strict=True):
                    if payload.get("Allocations"):
                        allocations._note_inside(link, payload)
        return links

    def _adopt(self, candidate):
        result = super()._adopt(candidate)
        self._tell_paired()
        return result

    def _tie(self, record):
        link = super()._tie(record)
        link._tell_paired()
        return link

    def _settle(self, vals=None):
        result = super()._settle(vals)
        if self.resource == "allocation" and self.res_id:
            self.env["xero.resource"]._get("allocation")._free_second(self)
        return result

    def _tell_paired(self, made=False):
        """A document was found in Xero: what Xero has on it already is looked at now.

        Where both sides say the same is due, what settled it is history on both.

        :param made: whether Xero has it from here: nothing that settles it is history
        """
        link = self.sudo()
        payload = link.remote_payload
        if link.resource not in _DOCUMENTS or not payload:
            return
        document = link.env["account.move"].browse(link.res_id).exists()
        there = payload.get("AmountDue", payload.get("RemainingCredit"))
        here = amount(abs(document.amount_residual))
        if not document or there is None:
            return
        resource = link.env["xero.resource"]._get(link.resource)
        if codec.decimal(there) == here and not made:
            link.history = resource._history(document, payload)
            return
        if not made and resource._is_paid_on_both(document, payload):
            # which of it is the same money nobody can tell: nothing is exchanged
            resource._paired(link, document)
            return
        strangers = {
            name: link._strangers_on(link.connection_id, [link.remote_id], name)
            for name in ("payment", "allocation")
        }
        if not made:
            strangers["batch_payment"] = link._batches_on()
        for name, links in strangers.items():
            link.env["xero.change"]._note(
                link.connection_id,
                name,
                remote_ids=links.mapped("remote_id"),
                lane="poll",
            )
        link._tell_settlements({}, payload)

    def _tell_settlements(self, before, payload):
        """Approved in Xero, it takes money; a credit note brings its allocations."""
        approved = payload.get("Status") not in _WAITING
        if approved and before.get("Status") in _WAITING:
            self.env["xero.run"]._free(self.connection_id, f"open:{self.id}")
        if self.history:
            self.env["xero.run"]._free(self.connection_id, self._history_key())
        # of one that was just made nothing can be inside, nor gone
        inside = before or payload.get("Allocations")
        if inside and self.resource in _CREDIT_NOTES and "Allocations" in payload:
            allocations = self.env["xero.resource"]._get("allocation")
            if allocations._is_on(self.connection_id):
                allocations._note_inside(self, payload)

    @api.model
    def _ask_about_unapplied(self, connection):
        """Money that is on no document of Odoo any more, but still on one in Xero: by
        the night nobody has used it again, so a person is asked."""
        for link in self.search(
            [
                ("connection_id", "=", connection.id),
                ("res_model", "=", "xero.settlement"),
                ("state", "=", "waiting"),
                ("hold_key", "=", False),
                ("remote_id", "!=", False),
            ]
        ):
            link._hold(
                "unapplied",
                self.env._(
                    "The payment is no longer applied to this document in Odoo, but it "
                    "is in Xero."
                ),
                self.env._(
                    "Apply it again, or cancel the payment in Odoo: then it is removed "
                    "in Xero."
                ),
            )

    def _suspend(self):
        """A payment that is un-reconciled here stays in Xero until it is used again."""
        own = self.filtered(
            lambda link: link.res_model == "xero.settlement" and link.remote_id
        )
        super(XeroLink, self - own)._suspend()
        undone = own.filtered(lambda link: link._is_off_on_both_sides())
        for link in undone:
            link._agree_on_off()
        own -= undone
        for link in own.filtered(lambda link: link.cause != "unapplied"):
            link._wait(
                False,
                self.env._(
                    "Not applied in Odoo any more, though the money is still there. "
                    "It stays in Xero until it is applied again or cancelled."
                ),
            )

    def _is_off_on_both_sides(self):
        """Whether money is on a document neither in Odoo any more nor in Xero."""
        resource = self.env["xero.resource"]._get(self.resource)
        row = self.env["xero.settlement"].browse(self.res_id).exists()
        said = self.remote_payload and resource._from_xero(self.remote_payload)
        return bool(row and said) and said["status"] == "void" and not row.share

    def _agree_on_off(self):
        """Both sides took it off: used again, it is another payment in Xero."""
        form = self.env["xero.resource"]._get(self.resource)._form
        bases = {
            name: canonical.encode(
                form, canonical.decode(form, self[name]) | {"status": "void"}
            )
            for name in ("base_local", "base_remote")
        }
        self.write({**bases, "fields_in_question": False})
        self._settle()
        self.env["xero.resource"]._get(self.resource)._free_what_waits(self)
