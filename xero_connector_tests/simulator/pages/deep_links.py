# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's deep links: from another program straight to one record's page.

``/organisationlogin/default.aspx?shortcode=…&redirecturl=…`` opens an organisation by
its short code and, in it, the page that the path names. The paths are those of Xero's
own site; here the record's id in them decides which page of the bookkeeper's is shown.
"""

import re
from typing import TYPE_CHECKING

from ..errors import NotFound
from ..http import Answer, Incoming

if TYPE_CHECKING:
    from ..organisation.books import Books
    from ..world import World

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def answer(world: "World", incoming: Incoming) -> Answer:
    """Lead to the page that a deep link means."""
    short_code = incoming.query.get("shortcode", "")
    for books in world.organisations.values():
        if short_code and books.profile["ShortCode"] == short_code:
            place = _page(books, incoming.query.get("redirecturl", ""))
            return Answer(b"", 303, headers={"Location": place})
    raise NotFound


def _page(books: "Books", path: str) -> str:
    """The bookkeeper's page for a path of Xero's site."""
    home = f"/books/{books.tenant_id}"
    found = _ID.search(path)
    key = found.group().lower() if found else ""
    if key in books.contacts:
        return f"{home}/contacts/{key}"
    if key in books.invoices or key in books.credit_notes:
        return f"{home}/documents/{key}"
    if key in books.payments:
        return f"{home}/payments"
    return f"{home}/bank" if key else home
