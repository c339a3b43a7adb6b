# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files of documents and receipts of expenses, out to Xero."""

import hashlib
from collections import defaultdict

from odoo import models

from ..sync.canonical import File, values_of
from ..sync.planner import Direction, FieldRule
from ..xero import codec, const
from ..xero.payloads import attachment as files

_OURS = FieldRule(Direction.TO_XERO)
_UNDONE = ("VOIDED", "DELETED")


class XeroResourceAttachment(models.AbstractModel):
    """One file, one call, after everything else.

    A request holds the file's digest and no copy of it: the bytes are read when it is
    sent, and if they are others by then, the request is given up. To send one again
    does no harm whatever became of the first time: the name in Xero holds the file's
    own id, and Xero overwrites the file of that name.

    Xero's API removes no file: what is deleted here stays there.
    """

    _name = "xero.resource.attachment"
    _inherit = "xero.resource"
    _description = "Files of documents"

    _endpoint = const.ATTACHMENTS.name
    _odoo_model = "ir.attachment"
    _form = File
    _direction = "to_xero"
    _sequence = 90
    _lane = "backfill"
    _tracked = frozenset({"res_model", "res_id", "raw", "datas", "res_field"})
    _tracks_created = True
    _field_rules = {"owner": _OURS, "name": _OURS, "content": _OURS}

    @property
    def _spec(self):
        return const.ATTACHMENTS

    @property
    def _tracked_also(self):
        """Posted (again), a document takes along what was added meanwhile."""
        found = {"account.move": frozenset({"state"})}
        if "hr.expense" in self.env.registry:
            found["hr.expense"] = frozenset({"account_move_id"})
        return found

    # ------------------------------------------------------------------
    # which files
    # ------------------------------------------------------------------
    def _carriers(self):
        """Resource name to the resource, of those whose records have files."""
        return {name: one for name, one in self._all().items() if one._carries_files}

    def _is_on(self, connection):
        return connection.send_files != "none" and super()._is_on(connection)

    def _features(self, connection):
        if not self._is_on(connection):
            return set()
        on = {name for name, one in self._carriers().items() if one._is_on(connection)}
        receipts = {"bill", "expense"} if "hr.expense" in self.env.registry else set()
        wanted = on & (receipts | set(connection._files_of()))
        return {self._spec.feature} if wanted else set()

    def _carrier_of(self, owner):
        """The resource that an Odoo record travels by, or None."""
        for resource in self._carriers().values():
            if resource._odoo_model == owner._name and resource._subjects(owner):
                return resource
        return None

    def _owner(self, attachment):
        """The resource and the record that a file belongs to; None where nobody's."""
        model = attachment.res_model
        if not attachment.res_id or attachment.res_field or attachment.type != "binary":
            return None
        if model not in {one._odoo_model for one in self._carriers().values()}:
            return None
        owner = self.env[model].browse(attachment.res_id).exists()
        resource = self._carrier_of(owner) if owner else None
        return None if resource is None else (resource, owner)

    def _goes(self, connection, resource, owner):
        """Whether the files of a record are sent; none of a company without Xero."""
        if not connection or not self._is_on(connection):
            return False
        if not resource._is_on(connection):
            return False
        name = resource._resource_name
        if name == "expense" or name in connection._files_of():
            return True
        return name == "bill" and resource._is_expense(owner)

    def _files(self, owners):
        """The files of some records of one model, oldest first."""
        if not owners:
            return self.env["ir.attachment"]
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", owners._name),
                ("res_id", "in", owners.ids),
                ("res_field", "=", False),
                ("type", "=", "binary"),
            ],
            order="id",
        )

    def _subjects(self, records):
        if records._name == self._odoo_model:
            return records.filtered(self._owner)
        live = self.env["xero.connection"]._live_by_company()
        carrying = records.browse()
        for owner in records:
            connection_id = live.get(owner.company_id.id)
            resource = self._carrier_of(owner) if connection_id else None
            if resource is None or resource._presence(owner) != "live":
                continue
            connection = self.env["xero.connection"].browse(connection_id)
            if self._goes(connection, resource, owner):
                carrying |= owner
        return self._files(carrying)

    def _relevant(self, records):
        live = self.env["xero.connection"]._live_by_company()
        found = defaultdict(records.browse)
        for attachment in records:
            if self._presence(attachment) == "live":
                _resource, owner = self._owner(attachment)
                found[live.get(owner.company_id.id)] |= attachment
        found.pop(None, None)
        return dict(found)

    def _presence(self, record):
        found = self._owner(record)
        if not found:
            return "absent"
        resource, owner = found
        connection = self.env["xero.connection"]._of_company(owner.company_id)
        live = resource._presence(owner) == "live"
        if not live or not self._goes(connection, *found):
            return "absent"
        # nothing is added in Xero to what is older than the start date
        opening = resource._is_opening(connection, owner, resource._link_of(owner))
        return "absent" if opening else "live"

    def _sweep_domain(self, connection, model):
        if model == self._odoo_model:
            models_ = {one._odoo_model for one in self._carriers().values()}
            return [("res_model", "in", list(models_)), ("res_field", "=", False)]
        return [("company_id", "in", connection._companies().ids)]

    def _go_with(self, links):
        """Records that are new in Xero take their files along.

        :param links: of one resource
        """
        resource = links[:1].resource
        receipts = ("bill", "expense")
        for connection, group in links.grouped("connection_id").items():
            if not self._is_on(connection) or (
                resource not in receipts and resource not in connection._files_of()
            ):
                continue
            carrier = self.env["xero.resource"]._get(resource)
            owners = self.env[carrier._odoo_model].browse(group.mapped("res_id"))
            attachments = self._files(
                owners.exists().filtered(
                    lambda owner, connection=connection, carrier=carrier: self._goes(
                        connection, carrier, owner
                    )
                )
            )
            self.env["xero.change"]._note(
                connection, self._resource_name, attachments.ids
            )

    # ------------------------------------------------------------------
    # Odoo -> canonical -> Xero
    # ------------------------------------------------------------------
    def _dependencies(self, records):
        found = {}
        for attachment in records:
            belongs = self._owner(attachment)
            if belongs:
                resource, owner = belongs
                found[attachment.id] = [(resource._resource_name, owner)]
        return found

    def _local_values(self, records):
        names = self._names_there(records)
        values = {}
        for attachment in records:
            resource, owner = self._owner(attachment)
            link = resource._link_of(owner)
            values[attachment.id] = values_of(
                File(
                    owner=str(link.id or ""),
                    name=names.get(attachment.id)
                    or files.name_of(
                        attachment.name, attachment.id, attachment.mimetype
                    ),
                    content=f"{attachment.checksum} {attachment.file_size}",
                )
            )
        return values

    def _names_there(self, records):
        """Names under which files are in Xero: they keep them when renamed here."""
        links = self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", self._odoo_model),
                ("res_id", "in", records.ids),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )
        return {link.res_id: link.remote_name for link in links}

    def _to_xero(self, values, refs):
        mapped = {name: value for name, value in values.items() if name != "owner"}
        link = self.env["xero.link"].browse(int(values["owner"] or 0) or ())
        if link.remote_id:
            resource = self.env["xero.resource"]._get(link.resource)
            mapped["owner"] = f"{resource._spec.name}/{link.remote_id}"
        return mapped

    def _must_wait(self, record, refs):
        resource, owner = self._owner(record)
        name = resource._resource_name
        link = refs.link(name, owner)
        if link and (link.remote_payload or {}).get("Status") in _UNDONE:
            return (
                f"needs:{name}:{owner.id}",
                self.env._("Waits for “%(name)s”.", name=owner.display_name),
            )
        return None

    def _preflight(self, record, values, refs):
        name, size = values["name"], record.file_size
        if files.type_of(name) not in files.TYPES:
            refs.hold(
                "file_type",
                self.env._(
                    "Xero takes no files of the type “%(type)s”.",
                    type=files.type_of(name) or record.mimetype,
                ),
                self.env._(
                    "Add it as a PDF, a picture or in a ZIP file, or leave it in Odoo."
                ),
            )
        if size > files.BYTES_LIMIT:
            refs.hold(
                "file_large",
                self.env._(
                    "The file has %(size)s MB; Xero takes %(most)s.",
                    size=f"{size / 1_000_000:.1f}",
                    most=files.BYTES_LIMIT // 1_000_000,
                ),
                self.env._("Add a smaller version of it here, or leave it in Odoo."),
            )
        elif not self._bytes(record, values["content"]):
            refs.hold(
                "file_empty",
                self.env._("The file is empty, or missing on the server."),
                self.env._("Add it to the document again."),
            )
        self._hold_for_number_of_files(record, refs)

    def _hold_for_number_of_files(self, record, refs):
        """The first ten of a document go; what was replaced here stays in Xero."""
        _resource, owner = self._owner(record)
        before = self._files(owner).filtered(lambda one: one.id < record.id)
        if not refs.remote and len(before) >= files.MOST:
            refs.hold(
                "files_many",
                self.env._("Xero keeps %(most)s files on a document.", most=files.MOST),
                self.env._("Merge files, or delete what Xero need not have."),
            )

    def _payload(self, mapped, names, link):
        return {
            "FileName": mapped["name"],
            "Owner": mapped["owner"],
            "Content": mapped["content"],
            "Attachment": link.res_id,
        }

    def _request_values(self, operation, links, elements):
        (element,) = elements
        return {
            "method": "PUT" if operation == "create" else "POST",
            "path": files.path_of(element["Owner"], element["FileName"]),
            "params": {},
            "body": codec.dumps(element).decode(),
        }

    # ------------------------------------------------------------------
    # at the time of the call
    # ------------------------------------------------------------------
    def _bytes(self, attachment, content):
        """The bytes of a file if they are those of a digest, else none."""
        raw = attachment.raw or b""
        attachment.invalidate_recordset(["raw", "datas"])  # ten of them fill a worker
        found = f"{hashlib.sha1(raw, usedforsecurity=False).hexdigest()} {len(raw)}"
        return raw if found == content else b""

    def _frozen_bytes(self, request):
        element = self._frozen(request)
        attachment = self.env["ir.attachment"].browse(element["Attachment"]).exists()
        raw = attachment and self._bytes(attachment, element["Content"])
        return (raw, attachment.mimetype) if raw else None

    def _frozen(self, request):
        return codec.loads(request.body.encode())

    def _sent_elements(self, request):
        # the address says which file it is; how Xero calls it is for the answer to say
        return [{}]

    def _answered_elements(self, request, body):
        """Xero tells of the content nothing but how long it is."""
        sent = self._frozen(request)
        length = sent["Content"].split()[1]
        return [
            element
            | {
                "Owner": sent["Owner"],
                "Content": sent["Content"]
                if str(element.get("ContentLength")) == length
                else f"? {element.get('ContentLength')}",
            }
            for element in super()._answered_elements(request, body)
        ]

    def _after_stored(self, link, element):
        """To overwrite a file may be to Xero to make another one."""
        link.remote_id = self._payload_id(element)

    def _read_remotes(self, caller, remote_ids):
        """What was stored: nobody edits the contents of a file in Xero."""
        links = self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("remote_id", "in", list(remote_ids)),
            ]
        )
        payloads = links.mapped("remote_payload")
        self.env.cr.rollback()
        return payloads

    def _read_since(self, caller, request_id, since):
        """Not worth a call: the next one overwrites what this one may have stored."""
        return []

    # ------------------------------------------------------------------
    # Xero -> canonical
    # ------------------------------------------------------------------
    def _from_xero(self, payload):
        return values_of(
            File(
                owner=payload.get("Owner") or "",
                name=payload.get("FileName") or "",
                content=payload.get("Content") or "",
            )
        )

    def _verify(self, sent, remote):
        return ["content"] if sent["content"] != remote["content"] else []

    def _field_labels(self):
        return {
            "owner": self.env._("Document"),
            "name": self.env._("File name"),
            "content": self.env._("Content"),
        }

    # ------------------------------------------------------------------
    # for people
    # ------------------------------------------------------------------
    def _record_to_open(self, record):
        found = self._owner(record.sudo())
        return found[1].with_env(record.env) if found else record

    def _deep_link(self, connection, remote_id):
        """The page of the document: a file has none."""
        link = self._link_to(connection, remote_id)
        owner = self.env["xero.link"].browse(
            int((link.base_local or {}).get("owner") or 0) or ()
        )
        resource = self.env["xero.resource"]._get(owner.resource or "invoice")
        return resource._deep_link(connection, owner.remote_id or "")
