# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an unanswered request means.

A request that is still open when a run starts was sent, or was about to be, by a run
that died or lost the answer. While its Idempotency-Key is young, sending the very same
bytes again is safe: Xero answers what it answered then, or stores it now. Later the key
means nothing to Xero, and a second create would be a second record. An update gives way
to what was edited in Xero meanwhile (``recover_update``).
"""

import logging
from datetime import timedelta
from itertools import takewhile

from odoo import fields, models

from ..sync import canonical
from ..xero import const
from .state import DATABASE_TROUBLE, REFUSED, utcnow

_logger = logging.getLogger(__name__)
#: how far before the request's birth to look, for clocks that differ
OVERLAP = timedelta(minutes=5)


class XeroRecover(models.AbstractModel):
    _name = "xero.recover"
    _description = "Xero Sync Recovery"

    def _recover(self, state):
        """Leave no request open, or stop the run."""
        requests = self.env["xero.request"].search(
            [("connection_id", "=", state.connection_id), ("state", "=", "open")],
            order="id",
        )
        ids = requests.ids
        self.env.cr.rollback()
        # nothing goes on before what was begun: it may use the last calls
        state.caller.lane = "button"
        while ids:
            again = self._to_send_again(ids)
            if again:
                self._repeat(state, again)
            else:
                self._look_up(state, ids[0])
            ids = ids[len(again) or 1 :]

    def _to_send_again(self, request_ids):
        """Those at the beginning whose keys are young; as many as are answered
        together."""
        requests = self.env["xero.request"].browse(request_ids)
        name, now = requests[0].resource, fields.Datetime.now()
        size = self.env["xero.resource"]._get(name)._answers_together
        young = takewhile(
            lambda request: (
                request.resource == name
                and (now - request.frozen_at).total_seconds() < const.KEY_SAFE - 60
            ),
            requests[:size],
        )
        ids = [request.id for request in young]
        self.env.cr.rollback()  # only read
        return ids

    def _look_up(self, state, request_id):
        """A request whose key means nothing to Xero any more."""
        operation = self.env["xero.request"].browse(request_id).operation
        self.env.cr.rollback()  # only read
        if operation != "create":
            self.env["xero.run"]._in_transaction(self._give_up, request_id)
            return
        try:
            self._find(state, request_id)
        except REFUSED as error:
            # whether it is stored stays unknown: nothing new before that
            raise state.caller.pause("refused to be read", 900, error) from error

    def _find(self, state, request_id):
        """Look the creates of a lost request up by our mark."""
        request = self.env["xero.request"].browse(request_id)
        resource = self.env["xero.resource"]._get(request.resource)
        since = request.frozen_at.replace(tzinfo=utcnow().tzinfo) - OVERLAP
        self.env.cr.rollback()
        found = resource._read_since(state.caller, request_id, since)
        self.env["xero.run"]._in_transaction(self._adopt_found, request_id, found)

    def _adopt_found(self, request_id, payloads):
        """Adopt what carries our mark; the rest was never stored."""
        request = self.env["xero.settle"]._lock(request_id)
        resource = self.env["xero.resource"]._get(request.resource)
        for attempt in request.attempt_ids.filtered(lambda a: a.state == "open"):
            self._find_one(resource, attempt, payloads)
        self._give_up(request_id)

    def _find_one(self, resource, attempt, payloads):
        """Adopt the one record with our mark; one that we fail on stops no other."""
        link = attempt.link_id
        record = self.env[resource._odoo_model].browse(link.res_id)
        marked = []
        try:
            with self.env.cr.savepoint():
                marked = self._marked(resource, link, record, payloads)
                if len(marked) == 1:
                    self._adopt(resource, attempt, marked[0])
                elif marked:
                    self._ask(link, resource, marked)
                    attempt.state = "lost"
        except DATABASE_TROUBLE:
            raise
        except Exception as error:
            if len(marked) == 1:
                self.env["xero.settle"]._puzzled(resource, attempt, marked[0], error)
            else:
                attempt.state = "lost"
                self.env["xero.plan"]._blame(link, error)

    def _marked(self, resource, link, record, payloads):
        """Those of Xero's records that ``record`` made, but for what it made before: a
        voided invoice that was posted again left one with the same mark."""
        return [
            payload
            for payload in payloads
            if resource._has_mark(record, payload)
            and not self._is_held(link, resource._payload_id(payload))
        ]

    def _adopt(self, resource, attempt, payload):
        """Ours after all. What Xero says differently by now is an edit made there."""
        link = attempt.link_id
        form = resource._form
        local = canonical.decode(form, attempt.sent_local)
        sent = canonical.decode(form, attempt.sent_remote)
        remote = resource._from_xero(payload)
        agreed = {
            name: remote[name] if remote[name] == sent.get(name) else sent[name]
            for name in attempt.names
            if name in sent
        }
        attempt.state = "stored"
        link.write(
            {
                "remote_id": resource._payload_id(payload),
                "base_local": canonical.encode(form, {n: local[n] for n in agreed}),
                "base_remote": canonical.encode(form, agreed),
                "failures": 0,
                "state": "new",
            }
        )
        link._remember(payload, resource)
        self._go_on(link, attempt)
        resource._made(link, attempt.request_id.lane)

    def _ours(self, resource, links, candidates):
        """What the records of links themselves made in Xero once, under equal names.

        :param candidates: as from ``_look_alikes``; their payloads are taken out
        :return: record id to payload
        """
        ours = {}
        for link in links:
            record = self.env[resource._odoo_model].browse(link.res_id)
            found = [one.pop("payload") for one in candidates.get(link.res_id, ())]
            marked = [
                payload
                for payload in self._marked(resource, link, record, found)
                if _same(resource._remote_name(payload), link.remote_name)
            ]
            if len(marked) == 1:
                ours[link.res_id] = marked[0]
        return ours

    def _is_held(self, link, remote_id):
        """Whether another link has that Xero record, be it as a tombstone, or a person
        took it away from this one."""
        return bool(
            self.env["xero.link"].search_count(
                [
                    ("connection_id", "=", link.connection_id.id),
                    ("resource", "=", link.resource),
                    ("remote_id", "=", remote_id),
                    "|",
                    ("res_id", "!=", 0),
                    ("parted_from", "!=", False),
                    ("id", "!=", link.id),
                ],
                limit=1,
            )
        )

    def _take_back(self, link, payload):
        """Tie a record to what it made in Xero once.

        Both agree on what is equal today. How the rest came to differ nobody knows any
        more: a person looks at it.
        """
        resource = self.env["xero.resource"]._get(link.resource)
        settle = self.env["xero.settle"]
        if not settle._take_id(resource, link, payload):
            return
        attempt = link.attempt_ids[:1]
        form = resource._form
        local = canonical.decode(form, attempt.sent_local)
        sent = canonical.decode(form, attempt.sent_remote)
        remote = resource._from_xero(payload)
        equal = [n for n in sent if n in remote and sent[n] == remote[n]]
        settle._agree(link, form, equal, local, remote)
        link._remember(payload, resource)
        link.write({"state": "new", "candidates": False})
        self._go_on(link, attempt)

    def _go_on(self, link, attempt):
        """Look again at a record that is in Xero after all, and at what waits for it,
        in the lane of the lost request."""
        attempt._note_anew()
        self.env["xero.run"]._free(
            link.connection_id,
            f"needs:{link.resource}:{link.res_id}",
            lane=attempt.request_id.lane,
        )

    def _ask(self, link, resource, payloads):
        """Several carry our mark: somebody copied one in Xero. A person chooses."""
        link._hold(
            "several_in_xero",
            self.env._("Several records in Xero come from this one."),
            self.env._("Choose the right one, or delete the copies in Xero."),
            candidates=[
                {
                    "remote_id": resource._payload_id(payload),
                    "name": resource._remote_name(payload),
                    "detail": payload.get("Status") or "",
                }
                for payload in payloads
            ],
        )

    def _give_up(self, request_id):
        """Nothing is known to be stored: updates are re-read, creates planned anew."""
        request = self.env["xero.settle"]._lock(request_id)
        if request.state != "open":
            return
        open_ = request.attempt_ids.filtered(lambda a: a.state == "open")
        not_before = None
        for link in open_.link_id:
            # one whose answers get lost again and again goes alone, and later
            link.failures += 1
            if link.failures > 2:
                wait = timedelta(minutes=min(5 * 4 ** (link.failures - 3), 24 * 60))
                not_before = fields.Datetime.now() + wait
        self.env["xero.settle"]._plan_anew(
            request, "lost", self.env._("The answer was lost."), not_before
        )


def _same(one, other):
    """Whether Xero takes two names or numbers for the same."""
    return (one or "").casefold() == (other or "").casefold()
