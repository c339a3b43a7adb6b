# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From Odoo's floats to Decimal, once and in one place."""

from decimal import Decimal

from odoo.tools import html2plaintext

from ..sync.tax_match import OdooTax


def decimal(number, places):
    """A float of Odoo as it was typed, at most ``places`` decimals."""
    exact = Decimal(repr(float(number)))
    return exact.quantize(Decimal(1).scaleb(-places)).normalize() + 0


def amount(number):
    """A ledger amount: sums of floats carry noise far below a thousandth."""
    return Decimal(f"{number:.4f}").normalize() + 0


def odoo_tax(tax):
    """What ``sync.tax_match`` wants to know of an ``account.tax``."""
    english = tax.with_context(lang="en_US")
    said = [
        text
        for name in (tax, english)
        for text in (
            name.name,
            html2plaintext(name.description or ""),
            name.invoice_label,
        )
        if text
    ]
    shares = tax.invoice_repartition_line_ids.filtered(
        lambda share: share.repartition_type == "tax"
    )
    return OdooTax(
        name=" / ".join(dict.fromkeys(said)),
        rate=decimal(tax.amount, 4),
        plain=tax.amount_type == "percent"
        and tax.tax_exigibility != "on_payment"
        and not tax.has_negative_factor
        and not tax.include_base_amount
        # what is reclaimed in part is not what Xero's ordinary rate reclaims
        and shares.mapped("factor_percent") == [100],
    )
