# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: requests frozen byte for byte, each within Xero's limits."""

import uuid

from odoo import fields, models
from odoo.tools import SQL

from ..sync import canonical
from ..xero import codec, const


class XeroPlan(models.AbstractModel):
    _inherit = "xero.plan"

    def _freeze(self, batch, operation, items):
        """Requests of at most 50 elements and 3.5 MB, byte for byte as sent.

        None where Xero was not asked for the permission: these are held.
        """
        resource = batch.resource
        if items and batch.connection._not_granted({resource._spec.feature}):
            for link, *_planned in items:
                link._hold_for_permission()
                self.env["xero.notify"]._tell(batch.state, link)
            return []
        requests = []
        for chunk in self._chunks(resource, operation, items):
            request = self.env["xero.request"].create(
                {
                    "connection_id": batch.connection.id,
                    "resource": resource._resource_name,
                    "operation": operation,
                    **resource._request_values(
                        operation, [item[0] for item in chunk], [i[4] for i in chunk]
                    ),
                    "idempotency_key": str(uuid.uuid4()),
                    "lane": batch.taken.lane,
                    "frozen_at": fields.Datetime.now(),
                }
            )
            form = resource._form
            self.env["xero.attempt"].create(
                [
                    {
                        "request_id": request.id,
                        "link_id": link.id,
                        "position": position,
                        "names": sorted(names),
                        "sent_local": canonical.encode(form, local),
                        "sent_remote": canonical.encode(form, mapped),
                        "user_id": link.asked_by_id.id,
                    }
                    for position, (link, local, mapped, names, _) in enumerate(chunk)
                ]
            )
            requests.append(request.id)
        links = self.env["xero.link"].browse([item[0].id for item in items])
        links.filtered(lambda link: link.state != "sending").write({"state": "sending"})
        return requests

    def _chunks(self, resource, operation, items):
        """Batches within Xero's limits.

        Records whose whole request was refused or went unanswered are not mixed with
        others, and their batches become smaller each time: one that Xero chokes on ends
        up alone, while fifty that met an outage are still one call.
        """
        size = resource._batch_size(operation)
        suspicion = self._suspicion([item[0].id for item in items])
        groups = {}
        for item in items:
            together = resource._together(operation, item[0], item[2])
            key = (suspicion.get(item[0].id, 0), together)
            groups.setdefault(key, []).append(item)
        for (times, _together), group in sorted(groups.items(), key=lambda g: g[0]):
            most = size if times < 2 else max(1, size // 7 ** (times - 1))
            yield from _cut(group, most)

    def _suspicion(self, link_ids):
        """How often in a row the whole request of a link failed, where it did."""
        if not link_ids:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT a.link_id, count(*) FROM xero_attempt a"
                    " JOIN xero_request r ON r.id = a.request_id"
                    " WHERE a.link_id IN %s"
                    " AND (r.state = 'lost' OR r.state = 'refused' AND r.status >= 400)"
                    " AND NOT EXISTS (SELECT 1 FROM xero_attempt b"
                    " JOIN xero_request d ON d.id = b.request_id"
                    " WHERE b.link_id = a.link_id AND b.id > a.id AND d.state = 'done')"
                    " GROUP BY a.link_id",
                    tuple(link_ids),
                )
            )
        )


def _cut(items, size):
    """Runs of at most ``size`` items and as many bytes as Xero takes."""
    chunk, weight = [], 0
    for item in items:
        length = len(codec.dumps(item[4])) + 1
        if chunk and (len(chunk) == size or weight + length > const.BATCH_BYTES - 1000):
            yield chunk
            chunk, weight = [], 0
        chunk.append(item)
        weight += length
    if chunk:
        yield chunk
