# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Attachments: raw bytes under .../Attachments/{FileName}.

At most 10 per record and 10 MB each (pages differ; the lower limit counts here); the
same name overwrites; some characters are forbidden in names; IncludeOnline is for
sales documents only.
"""

from urllib.parse import quote

from ..errors import NotFound
from ..fields import is_guid
from ..http import Answer, Call
from ..router import api
from ..store import Record
from . import batch, owners

KIND = batch.Kind("Attachments", "AttachmentID", None)
MOST = 10
BYTES = 10_000_000
FORBIDDEN = set('<>:"/\\|?*+\0')
_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "txt": "text/plain",
    "csv": "text/csv",
    "xml": "text/xml",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SALES = ("ACCREC", "ACCRECCREDIT")


def form(record: Record) -> Record:
    address = (
        f"https://api.xero.com/api.xro/2.0/{record['Collection']}/"
        f"{record['OwnerID']}/Attachments/{quote(record['FileName'])}"
    )
    shown = {
        "AttachmentID": record["AttachmentID"],
        "FileName": record["FileName"],
        "Url": address,
        "MimeType": record["MimeType"],
        "ContentLength": record["ContentLength"],
    }
    if record["Collection"] in ("Invoices", "CreditNotes"):
        shown["IncludeOnline"] = record["IncludeOnline"]
    return shown


def _list(call: Call, collection: str) -> Answer:
    table, owner = owners.find(call, collection)
    records = call.organisation.attachments.find("owner", owner[table.key])
    return call.envelope("Attachments", [form(record) for record in records])


def _named(call: Call, owner_id: str) -> Record | None:
    """By AttachmentID or by file name without case."""
    name = call.path["name"].lower()
    for record in call.organisation.attachments.find("owner", owner_id):
        if name in (record["AttachmentID"], record["FileName"].lower()):
            return record
    return None


def _get(call: Call, collection: str) -> Answer:
    table, owner = owners.find(call, collection)
    record = _named(call, owner[table.key])
    if record is None:
        raise NotFound
    content = call.organisation.files[record["AttachmentID"]]
    return Answer(content, content_type=record["MimeType"])


def _put(call: Call, collection: str) -> Answer:
    table, owner = owners.find(call, collection)
    organisation, name = call.organisation, call.path["name"]
    owner_id = owner[table.key]
    existing = _named(call, owner_id)
    online = call.flag("IncludeOnline")
    problems = []
    if not name.strip() or FORBIDDEN & set(name) or len(name) > 255:
        problems.append("The file name contains characters that are not allowed")
    if not call.incoming.body:
        problems.append("The attachment has no content")
    if len(call.incoming.body) > BYTES:
        problems.append("The attachment exceeds the maximum size of 10 MB")
    kept = organisation.attachments.find("owner", owner_id)
    if existing is None and len(kept) >= MOST:
        problems.append(f"A record can have at most {MOST} attachments")
    if online and owner.get("Type") not in _SALES:
        problems.append("IncludeOnline is only available on sales documents")
    if is_guid(name) and existing is None:
        raise NotFound
    if problems:
        raise batch.failed(KIND, {}, problems)
    kind = call.incoming.content_type
    if kind in ("", "application/octet-stream", "application/json"):
        kind = _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    record = {
        "AttachmentID": existing["AttachmentID"]
        if existing
        else organisation.ids.guid(),
        "OwnerID": owner_id,
        "Collection": collection,
        "FileName": name,
        "MimeType": kind,
        "ContentLength": len(call.incoming.body),
        "IncludeOnline": online,
    }
    with organisation.transaction():
        organisation.save(organisation.attachments, record)
        organisation.files[record["AttachmentID"]] = call.incoming.body
        if not owner.get("HasAttachments"):
            # Whether a first attachment moves UpdatedDateUTC is not confirmed.
            organisation.save(table, {**owner, "HasAttachments": True}, touch=False)
    return call.envelope("Attachments", [form(record)])


def _register(collection: str) -> None:
    base = f"{collection}/{{id}}/Attachments"
    api.add("GET", base, lambda call: _list(call, collection))
    api.add("GET", f"{base}/{{name}}", lambda call: _get(call, collection))
    for method in ("PUT", "POST"):
        api.add(method, f"{base}/{{name}}", lambda call: _put(call, collection))


for _collection in owners.WITH_ATTACHMENTS:
    _register(_collection)
