# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""History notes: at most 2,500 characters, never edited or deleted, shown as made by
System Generated."""

from ..fields import read, too_long
from ..http import Answer, Call
from ..router import api
from ..store import Record
from . import batch, owners
from .shapes import HISTORY

KIND = batch.Kind("HistoryRecords", "ID", None)


def form(record: Record) -> Record:
    moment = record["DateUTC"]
    return {
        "Changes": record["Changes"],
        "DateUTCString": moment.strftime("%Y-%m-%dT%H:%M:%S"),
        "DateUTC": moment,
        "User": record["User"],
        "Details": record["Details"],
    }


def _list(call: Call, collection: str) -> Answer:
    table, owner = owners.find(call, collection)
    records = call.organisation.history.find("owner", owner[table.key])
    return call.envelope("HistoryRecords", [form(r) for r in reversed(records)])


def _put(call: Call, collection: str) -> Answer:
    table, owner = owners.find(call, collection)
    organisation = call.organisation
    made, problems = [], []
    for element in call.elements("HistoryRecords"):
        values = read(HISTORY, element, "HistoryRecords")
        problems += too_long(HISTORY, values)
        if not values.get("Details"):
            problems.append("The Details of a note must be specified")
            continue
        made.append(
            {
                "HistoryID": organisation.ids.guid(),
                "OwnerID": owner[table.key],
                "Changes": "Note",
                "User": "System Generated",
                "DateUTC": organisation.clock.now(),
                "Details": values["Details"],
            }
        )
    if problems:
        raise batch.failed(KIND, {}, problems)
    with organisation.transaction():
        for record in made:
            organisation.save(organisation.history, record)
    return call.envelope("HistoryRecords", [form(record) for record in made])


def _register(collection: str) -> None:
    path = f"{collection}/{{id}}/History"
    api.add("GET", path, lambda call: _list(call, collection))
    api.add("PUT", path, lambda call: _put(call, collection))


for _collection in owners.WITH_HISTORY:
    _register(_collection)
