# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every list does: If-Modified-Since, where, order and pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .. import paging, where
from ..errors import BadRequest
from ..fields import Shape
from ..http import Call
from ..organisation.organisation import Organisation
from ..store import Record, Table

#: ``where`` operators that Xero serves from an index for an optimised property.
_EQUALS = {"==", "="}
_RANGES = {"==", "=", ">", ">=", "<", "<="}


@dataclass(frozen=True)
class Listing:
    """How a resource is listed. ``optimised`` properties may be filtered by equality
    over any number of rows, ``ranges`` by comparison too."""

    collection: str
    type_name: str
    shape: Shape
    paged: bool = False
    optimised: frozenset[str] = frozenset()
    ranges: frozenset[str] = frozenset()


@dataclass
class Selection:
    """The records of one answer, and its pagination block when it is paged."""

    records: list[Record]
    pagination: Record | None

    @property
    def more(self) -> dict[str, Any]:
        return {"pagination": self.pagination} if self.pagination else {}


def getter(organisation: Organisation) -> where.Getter:
    """Reads dotted paths; what is below Contact comes from the contact itself."""

    def get(record: Record, path: str) -> Any:
        if "." not in path:
            return record.get(path)
        head, rest = path.split(".", 1)
        inner = record.get(head)
        if head == "Contact" and inner:
            inner = organisation.contacts.get(inner["ContactID"], inner)
        for part in rest.split("."):
            if not isinstance(inner, dict):
                return None
            inner = inner.get(part)
        return inner

    return get


def select(
    call: Call,
    listing: Listing,
    table: Table,
    keep: Callable[[Record], bool] | None = None,
    *,
    force_page: bool = False,
    get: where.Getter | None = None,
    page: bool = True,
) -> Selection:
    """The records that a list call asks for.

    If-Modified-Since is compared with UpdatedDateUTC to the second. Whether a change
    within that second itself counts is not confirmed: by default it does not, so that
    a client must overlap its windows. Never 304 (not confirmed either).
    """
    organisation = call.organisation
    get = get or getter(organisation)
    since = call.modified_since
    if since is not None:
        inclusive = organisation.settings.modified_since_inclusive
        records = table.ordered(since if inclusive else since + timedelta(seconds=1))
    else:
        records = table.ordered()
    records = _filtered(call, listing, records, get)
    if keep is not None:
        records = [record for record in records if keep(record)]
    order = call.query.get("order", "").strip()
    if order:
        _check_scan(call, listing, records, ordering=True)
        records = where.sorted_by(records, order, listing.shape, listing.type_name, get)
    wanted = None
    if listing.paged and page:
        wanted = paging.wanted(
            call.query.get("page"), call.query.get("pagesize"), force_page
        )
    if wanted is None:
        if listing.paged:
            _check_scan(call, listing, records, ordering=False, whole=True)
        return Selection(records, None)
    return Selection(*paging.cut(records, wanted))


def _filtered(
    call: Call, listing: Listing, records: list[Record], get: where.Getter
) -> list[Record]:
    text = call.query.get("where", "").strip()
    if not text:
        return records
    parsed = where.parse(text, listing.shape, listing.type_name, get)
    optimised = any(
        (name in listing.optimised and operator in _EQUALS)
        or (name in listing.ranges and operator in _RANGES)
        for name, operator in parsed.properties
    )
    if not optimised:
        _check_scan(call, listing, records, ordering=False)
    return [record for record in records if parsed.test(record)]


def _check_scan(
    call: Call,
    listing: Listing,
    records: list[Record],
    *,
    ordering: bool,
    whole: bool = False,
) -> None:
    """More than 100k rows, unpaged or through an unoptimised filter or order: 400."""
    if len(records) <= call.organisation.settings.scan_limit:
        return
    what = "order" if ordering else "where"
    if whole:
        what = "page"
    raise BadRequest(
        16,
        "QueryParseException",
        f"The {listing.collection} match more than"
        f" {call.organisation.settings.scan_limit} records; narrow the {what}",
    )
