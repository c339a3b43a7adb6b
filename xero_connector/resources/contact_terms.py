# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payment terms and currency of a contact.

Odoo keeps both for each company. What one side cannot say (terms
in instalments, a currency that Xero is not subscribed to) leaves the other as it is.
"""

from odoo import models

from ..xero.payloads import terms as codec

_TERMS = {
    "sales_terms": "property_payment_term_id",
    "bill_terms": "property_supplier_payment_term_id",
}
#: of the purchase module, where it is installed
_CURRENCY = "property_purchase_currency_id"


class XeroResourceContact(models.AbstractModel):
    _inherit = "xero.resource.contact"

    def _terms_of(self, partner):
        """Ids of the payment terms, as texts, by field of the form."""
        return {name: str(partner[field].id or "") for name, field in _TERMS.items()}

    def _map_terms(self, name, values, remote):
        """A payment term in Xero's words; Xero's own where there are none."""
        theirs = remote.get(name, "")
        term = self.env["account.payment.term"].browse(int(values[name] or 0) or ())
        return self._term_text(term.exists()) or theirs

    def _term_text(self, term):
        """One date for the whole amount in Xero's words, else None."""
        line = term.line_ids
        if len(line) != 1 or line.value != "percent":
            return None
        try:
            on_day = int(line.days_next_month or 0)
        except ValueError:
            on_day = 1  # Odoo's reading of it too
        return codec.of_delay(line.delay_type, line.nb_days, on_day)

    def _term_vals(self, values):
        """Fields to write for terms that came from Xero.

        Only terms that exist here: nobody asked for new ones.
        """
        vals = {}
        wanted = {name: values[name] for name in _TERMS if name in values}
        if any(wanted.values()):
            company = self.env.company
            terms = self.env["account.payment.term"].search(
                [("company_id", "in", [False, *company.parent_ids.ids])],
                order="sequence, id",
            )
            known = {}
            for term in terms.filtered("active"):
                known.setdefault(self._term_text(term), term)
        for name, said in wanted.items():
            if not said:
                vals[_TERMS[name]] = False
            elif said in known:
                vals[_TERMS[name]] = known[said].id
        return vals

    def _currency_of(self, partner):
        """The code of the currency that was chosen for this partner, or blank."""
        currency = self.env["res.currency"]
        if _CURRENCY in partner._fields:
            currency = partner[_CURRENCY]
        currency = currency or partner.specific_property_product_pricelist.currency_id
        return currency.name or ""

    def _map_currency(self, values, refs):
        """The currency if Xero knows it, else what Xero has."""
        code = values["currency"]
        if code in refs.connection._currency_codes():
            return code
        return refs.remote.get("currency", "")

    def _currency_vals(self, code):
        if _CURRENCY not in self.env["res.partner"]._fields:
            return {}
        currency = self.env["res.currency"].search([("name", "=", code)])
        return {_CURRENCY: currency.id} if currency.active or not code else {}
