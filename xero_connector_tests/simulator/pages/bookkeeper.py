# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bookkeeper's pages: which page or action an address means.

``/`` lists the organisations; ``/books/{tenant}/{section}`` shows a section, with an id
one thing of it; a POST to ``/books/{tenant}/do/{action}`` is one thing that a person
does in Xero, and goes back to the page it came from with what became of it.
"""

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from ..errors import Invalid, NotFound
from ..http import Answer, Incoming
from . import forms, views
from .render import page

if TYPE_CHECKING:
    from ..organisation.books import Books
    from ..world import World

HTML = "text/html; charset=utf-8"


def answer(world: "World", incoming: Incoming) -> Answer:
    """Answer a page or an action."""
    if len(incoming.segments) < 2:
        return _html(page("choose.html", organisations=world.organisations.values()))
    books = world.organisations.get(incoming.segments[1].lower())
    if books is None:
        raise NotFound
    rest = incoming.segments[2:]
    if incoming.method == "POST" and len(rest) == 2 and rest[0] == "do":
        return _act(world, books, rest[1], incoming)
    if incoming.method != "GET":
        raise NotFound
    return _show(world, books, rest, incoming)


def _html(body: bytes, status: int = 200) -> Answer:
    return Answer(body, status, HTML, {"Cache-Control": "no-store"})


def _show(
    world: "World", books: "Books", rest: list[str], incoming: Incoming
) -> Answer:
    section = rest[0] if rest else "overview"
    if section == "traffic.json":
        return Answer(views.traffic(world, books, int(incoming.query.get("after", 0))))
    view = views.SECTIONS.get(section)
    if view is None or len(rest) > 2:
        raise NotFound
    with books.lock:
        template, values = view(world, books, incoming, rest[1] if rest[1:] else "")
        body = page(
            template,
            world=world,
            books=books,
            section=section,
            base=f"/books/{books.tenant_id}",
            here=_here(incoming),
            ok=incoming.query.get("ok", ""),
            problem=incoming.query.get("problem", ""),
            money=views.money,
            figure=views.figure,
            **values,
        )
    return _html(body)


def _here(incoming: Incoming) -> str:
    """The address to come back to, without the last outcome."""
    kept = {k: v for k, v in incoming.query.items() if k not in ("ok", "problem")}
    return incoming.raw_path + (f"?{urlencode(kept)}" if kept else "")


def _act(world: "World", books: "Books", action: str, incoming: Incoming) -> Answer:
    handler = forms.ACTIONS.get(action)
    if handler is None:
        raise NotFound
    form = forms.Form(incoming.body)
    try:
        said, there = handler(world, books, form), form.text("there")
        outcome = {"ok": said.text}
        there = said.there or there
    except Invalid as error:
        outcome, there = {"problem": " ".join(error.messages)}, form.text("there")
    except forms.Unreadable as error:
        outcome, there = {"problem": str(error)}, form.text("there")
    except (NotFound, KeyError):
        text = "That is not here any more."
        outcome, there = {"problem": text}, form.text("there")
    home = f"/books/{books.tenant_id}"
    if not there.startswith(home):  # never off this organisation's pages
        there = home
    joint = "&" if urlsplit(there).query else "?"
    location = f"{there}{joint}{urlencode(outcome, quote_via=quote)}"
    return Answer(b"", 303, HTML, {"Location": location})
