# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A document in Xero's terms, and the JSON that creates or changes it there."""

from dataclasses import replace

from odoo import models

from ..sync import canonical
from ..xero.payloads import document as codec


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _to_xero(self, values, refs):
        connection = refs.connection
        mapped = {name: value for name, value in values.items() if name != "contact"}
        if values["contact"]:
            contact = refs.remote_id("contact", int(values["contact"]))
            if contact:
                mapped["contact"] = contact
        mapped["status"] = self._mapped_status(values, refs)
        mapped["lines"] = tuple(
            self._mapped_line(line, connection, refs) for line in values["lines"]
        )
        if values["contact"] == "":
            refs.hold(
                "contact_missing",
                self.env._("The document has no customer or supplier."),
                self.env._("Choose one: Xero keeps no document without a contact."),
            )
        return mapped

    def _mapped_status(self, values, refs):
        """An approver in Xero decides: a draft there that we made is no difference."""
        if values["status"] != "open":
            return values["status"]
        there = refs.remote.get("status")
        if there in ("draft", "submitted"):
            return there
        if there:
            return "open"
        return codec.STATUS[self._status_of_new(refs.connection)]

    def _status_of_new(self, connection):
        """The chosen status of what is created; Xero's word."""
        if self._type_tax_use == "purchase":
            return connection.bill_status
        return connection.invoice_status

    def _mapped_line(self, line, connection, refs):
        if line.kind == "text":
            return line
        account = self._account_of(line, connection, refs)
        rate = self._tax_rate_of(line, connection, account, refs)
        return replace(
            line,
            account=account.code or "" if account else "",
            taxes=(rate.code,) if rate else (),
            item=self._item_code_of(line, refs),
        )

    def _item_code_of(self, line, refs):
        """The code of a linked item whose stock Xero does not count, else none."""
        if not line.item or refs.connection._direction_of("item") == "none":
            return ""
        product = self.env["product.product"].browse(int(line.item)).exists()
        return self.env["xero.resource"]._get("item")._item_code(product, refs)

    def _payload(self, mapped, names, link):
        more = {}
        if "lines" in names:
            verdict = self._verdict(link.connection_id, mapped)
            more = {
                "tax_amounts": verdict.overrides,
                "line_ids": self._line_ids(mapped["lines"], link),
                "untracked": self._untracked(mapped["lines"], link),
            }
        return codec.to_payload(mapped, names, **more)

    def _line_ids(self, lines, link):
        """LineItemID by position: a line keeps its id in Xero while it is the same
        journal item here, so that Xero updates it instead of making it anew."""
        known = {mine.key: theirs.key for mine, theirs in self._agreed_lines(link)}
        return {
            position: known[line.key]
            for position, line in enumerate(lines)
            if known.get(line.key)
        }

    def _agreed_lines(self, link):
        """[(line in Odoo's terms, its twin in Xero's)], as both last agreed on them."""
        there = canonical.decode(self._form, link.base_remote).get("lines", ())
        if isinstance(there, canonical.Never):
            return []
        return list(zip(self._sent_lines(link), there, strict=False))

    def _sent_lines(self, link):
        """The lines that Xero's were made from, in their order; keys are of Odoo."""
        here = canonical.decode(self._form, link.base_local).get("lines", ())
        if not isinstance(here, canonical.Never):
            return here
        # somebody decided that ours count: what was agreed before is not known any more
        attempts = link.attempt_ids.filtered(
            lambda a: a.state == "stored" and "lines" in (a.names or ())
        )
        return canonical.decode(self._form, attempts[:1].sent_remote).get("lines", ())

    def _made(self, links, lane):
        self.env["xero.resource"]._get("attachment")._go_with(links)
        self.env["xero.resource"]._get("settled")._go_with(links, lane)
