# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls of /TrackingCategories and their options.

At most two active categories, four with the archived ones. What has been used can be
archived (POST with Status ARCHIVED), what has not can be deleted.
"""

from typing import Any

from ..errors import Invalid, NotFound
from ..fields import Shape, read, too_long
from ..http import Answer, Call
from ..organisation.organisation import Organisation
from ..router import api
from ..store import Record
from . import batch, listing
from .shapes import TRACKING_CATEGORY, TRACKING_OPTION

KIND = batch.Kind("TrackingCategories", "TrackingCategoryID", None)
LISTING = listing.Listing("TrackingCategories", "TrackingCategory", TRACKING_CATEGORY)
MOST_ACTIVE, MOST = 2, 4


def form(record: Record) -> Record:
    return {
        "Name": record["Name"],
        "Status": record["Status"],
        "TrackingCategoryID": record["TrackingCategoryID"],
        "Options": [
            {
                "TrackingOptionID": option["TrackingOptionID"],
                "Name": option["Name"],
                "Status": option["Status"],
            }
            for option in record["Options"]
            if option["Status"] != "DELETED"
        ],
    }


def _used(organisation: Organisation, field: str, value: str) -> bool:
    """Does any line carry the category or option?"""
    documents: list[tuple[Any, str]] = [
        (organisation.invoices, "LineItems"),
        (organisation.credit_notes, "LineItems"),
        (organisation.bank_transactions, "LineItems"),
        (organisation.manual_journals, "JournalLines"),
    ]
    return any(
        part[field] == value
        for table, lines in documents
        for record in table.values()
        for line in record[lines]
        for part in line.get("Tracking", [])
    )


def _find(call: Call) -> Record:
    record: Record | None = call.organisation.tracking_categories.get(call.path["id"])
    if record is None or record["Status"] == "DELETED":
        raise NotFound
    return record


def _option(category: Record, option_id: str) -> Record:
    for option in category["Options"]:
        if option["TrackingOptionID"] == option_id.lower():
            return dict(option)
    raise NotFound


@api.on("GET", "TrackingCategories")
def read_many(call: Call) -> Answer:
    """Archived ones only with ``includeArchived=true``."""
    archived = call.flag("includeArchived")
    statuses = ("ACTIVE", "ARCHIVED") if archived else ("ACTIVE",)
    found = listing.select(
        call,
        LISTING,
        call.organisation.tracking_categories,
        lambda record: record["Status"] in statuses,
    )
    return call.envelope("TrackingCategories", [form(r) for r in found.records])


@api.on("GET", "TrackingCategories/{id}")
def read_one(call: Call) -> Answer:
    return call.envelope("TrackingCategories", [form(_find(call))])


def _values(call: Call, collection: str, shape: Shape) -> Record:
    values = read(shape, call.elements(collection)[0], collection)
    problems = too_long(shape, values)
    status = values.get("Status")
    if status is not None and status not in ("ACTIVE", "ARCHIVED"):
        problems.append("The Status can be ACTIVE or ARCHIVED only")
    if problems:
        raise batch.failed(KIND, {}, problems)
    return values


def _store(call: Call, record: Record) -> Answer:
    with call.organisation.transaction():
        organisation = call.organisation
        stored = organisation.save(organisation.tracking_categories, record)
    return call.envelope("TrackingCategories", [form(stored)])


@api.on("PUT", "TrackingCategories")
def put(call: Call) -> Answer:
    """One category, with its first options if they are sent."""
    values = _values(call, "TrackingCategories", TRACKING_CATEGORY)
    record = {
        "TrackingCategoryID": call.organisation.ids.guid(),
        "Name": values.get("Name", "").strip(),
        "Status": "ACTIVE",
        "Options": [],
    }
    try:
        _check_category(call.organisation, record)
        for option in values.get("Options", []):
            record["Options"].append(_new_option(call.organisation, record, option))
    except Invalid as error:
        raise batch.failed(KIND, {}, error.messages) from None
    return _store(call, record)


@api.on("POST", "TrackingCategories/{id}")
def post(call: Call) -> Answer:
    existing = _find(call)
    values = _values(call, "TrackingCategories", TRACKING_CATEGORY)
    record = {
        **existing,
        "Name": str(values.get("Name", existing["Name"])).strip(),
        "Status": values.get("Status", existing["Status"]),
    }
    try:
        _check_category(call.organisation, record)
    except Invalid as error:
        raise batch.failed(KIND, {}, error.messages) from None
    return _store(call, record)


def _check_category(organisation: Organisation, record: Record) -> None:
    if not record["Name"]:
        raise Invalid("The tracking category Name must be specified")
    others = [
        other
        for other in organisation.tracking_categories.values()
        if other["TrackingCategoryID"] != record["TrackingCategoryID"]
        and other["Status"] != "DELETED"
    ]
    if any(other["Name"].lower() == record["Name"].lower() for other in others):
        raise Invalid("Please enter a unique Name.")
    active = sum(other["Status"] == "ACTIVE" for other in others)
    if record["Status"] == "ACTIVE" and active >= MOST_ACTIVE:
        raise Invalid(f"There can be at most {MOST_ACTIVE} active tracking categories")
    if len(others) >= MOST:
        raise Invalid(f"There can be at most {MOST} tracking categories")


@api.on("DELETE", "TrackingCategories/{id}")
def delete(call: Call) -> Answer:
    existing = _find(call)
    category_id = existing["TrackingCategoryID"]
    if _used(call.organisation, "TrackingCategoryID", category_id):
        raise batch.failed(
            KIND, {}, ["A tracking category that has been used can only be archived"]
        )
    return _store(call, {**existing, "Status": "DELETED"})


def _new_option(organisation: Organisation, category: Record, values: Record) -> Record:
    name = values.get("Name", "").strip()
    if not name:
        raise Invalid("The tracking option Name must be specified")
    if any(
        option["Name"].lower() == name.lower() and option["Status"] != "DELETED"
        for option in category["Options"]
    ):
        raise Invalid("Please enter a unique Name.")
    return {
        "TrackingOptionID": organisation.ids.guid(),
        "Name": name,
        "Status": "ACTIVE",
    }


def _store_option(call: Call, category: Record, option: Record) -> Answer:
    options = [
        option if old["TrackingOptionID"] == option["TrackingOptionID"] else old
        for old in category["Options"]
    ]
    if option not in options:
        options.append(option)
    _store(call, {**category, "Options": options})
    return call.envelope(
        "Options",
        [
            {
                "TrackingOptionID": option["TrackingOptionID"],
                "Name": option["Name"],
                "Status": option["Status"],
            }
        ],
    )


@api.on("PUT", "TrackingCategories/{id}/Options")
def put_option(call: Call) -> Answer:
    """One or more options; the answer shows the last one made."""
    category = _find(call)
    elements = call.elements("Options")
    answer = None
    try:
        for element in elements:
            values = read(TRACKING_OPTION, element, "Options")
            option = _new_option(call.organisation, category, values)
            answer = _store_option(call, category, option)
            category = _find(call)
    except Invalid as error:
        raise batch.failed(KIND, {}, error.messages) from None
    assert answer is not None
    return answer


@api.on("POST", "TrackingCategories/{id}/Options/{option}")
def post_option(call: Call) -> Answer:
    category = _find(call)
    option = _option(category, call.path["option"])
    values = _values(call, "Options", TRACKING_OPTION)
    option["Name"] = str(values.get("Name", "")).strip() or option["Name"]
    option["Status"] = values.get("Status", option["Status"])
    return _store_option(call, category, option)


@api.on("DELETE", "TrackingCategories/{id}/Options/{option}")
def delete_option(call: Call) -> Answer:
    category = _find(call)
    option = _option(category, call.path["option"])
    if _used(call.organisation, "TrackingOptionID", option["TrackingOptionID"]):
        raise batch.failed(
            KIND, {}, ["A tracking option that has been used can only be archived"]
        )
    return _store_option(call, category, {**option, "Status": "DELETED"})
