# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tracking on lines: at most two active categories, one option of each."""

from ..organisation.organisation import Organisation
from ..store import Record

MOST = 2


def resolve(
    organisation: Organisation, given: list[Record]
) -> tuple[list[Record], list[str]]:
    """The tracking of a line by names or ids, and what is wrong with it.

    Xero's words for an unknown category or option are not confirmed.
    """
    problems: list[str] = []
    found: list[Record] = []
    if len(given) > MOST:
        problems.append(f"At most {MOST} tracking categories can be used on a line")
    for part in given:
        category = _category(organisation, part)
        option = _option(category, part) if category else None
        if category is None or option is None:
            name = part.get("Name") or part.get("TrackingCategoryID", "")
            problems.append(f"The tracking category or option '{name}' is not valid")
            continue
        found.append(
            {
                "Name": category["Name"],
                "Option": option["Name"],
                "TrackingCategoryID": category["TrackingCategoryID"],
                "TrackingOptionID": option["TrackingOptionID"],
            }
        )
    if len({part["TrackingCategoryID"] for part in found}) != len(found):
        problems.append("A tracking category can be used once on a line")
    return found, problems


def _category(organisation: Organisation, part: Record) -> Record | None:
    if part.get("TrackingCategoryID"):
        found = organisation.tracking_categories.get(part["TrackingCategoryID"])
    else:
        name = str(part.get("Name", "")).lower()
        found = next(
            (
                category
                for category in organisation.tracking_categories.find("name", name)
                if category["Status"] == "ACTIVE"
            ),
            None,
        )
    return found if found and found["Status"] == "ACTIVE" else None


def _option(category: Record, part: Record) -> Record | None:
    option_id = part.get("TrackingOptionID")
    name = str(part.get("Option", "")).lower()
    for option in category["Options"]:
        if option["Status"] != "ACTIVE":
            continue
        if option["TrackingOptionID"] == option_id or (
            not option_id and option["Name"].lower() == name
        ):
            return dict(option)
    return None
