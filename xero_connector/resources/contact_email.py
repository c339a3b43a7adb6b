# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's one e-mail address, and Odoo's text that may hold several or a named one.

*Ada <ada@x.example>; office@x.example* is *ada@x.example* in Xero, which refuses the
whole contact for anything else. The rest of the text is Odoo's own: it neither travels
nor is it touched from there.
"""

import re

from odoo.tools.mail import email_split


def first_address(text):
    """The first address in Odoo's text, blank where there is none."""
    return next(iter(email_split(text or "")), "")


def with_first_address(text, address):
    """Odoo's text with another first address; what stands around it stays.

    :param text: e.g. ``Ada <ada@x.example>, office@x.example``
    :param address: the new one; blank: the first one goes, its name with it
    """
    first, *others = email_split(text or "") or [""]
    if address == first:
        return text or ""
    # Odoo itself names an address by itself: "ada@x.example" <ada@x.example>
    again = rf"{re.escape(first)}(?:\W*<\s*{re.escape(first)})?"
    found = re.search(again, text or "") if first else None
    if not found:
        return ", ".join(filter(None, [address, *others]))
    if not address:
        return text[found.end() :].lstrip(" \t\r\n,;>")
    named = found[0].replace(first, address)
    return text[: found.start()] + named + text[found.end() :]
