# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Making the preview of going live, and going live by it: the run before the first run.

Xero is read as it is always read (``pull``), which remembers it on links of *what only
Xero has*. Everything else is arithmetic on both sides: no call, no write on a record of
either. What is long is done in chunks, a transaction each, so that it survives its
death and the run's time box.

``preview_contacts``, ``preview_documents`` and ``preview_items`` pair both sides,
``preview_check`` looks at what would be created, ``preview_start`` goes live.
"""

from odoo import fields, models

from .pull import Reading
from .state import LANES, StopRun, utcnow

#: states in which a preview has something to do in the background
WORKING = ("reading", "pairing", "checking", "starting")
#: lines of one transaction
CHUNK = 100
#: lines created by one statement
INSERT = 1000


class XeroPreviewMaker(models.AbstractModel):
    _name = "xero.preview.maker"
    _description = "Xero Preview Maker"

    def _advance(self, state):
        """The next step of the connection's preview, if it is at work.

        :return: whether there may be more to do
        :raise StopRun: when the run's time is up or Xero allows no call now
        """
        if state.left <= 0:
            raise StopRun("time box", 0)
        preview = self._preview(state)
        step = preview.state
        self.env.cr.rollback()
        steps = {
            "reading": self._read,
            "pairing": self._pair,
            "checking": self._check,
            "starting": self._start,
        }
        if step not in steps:
            return False
        return steps[step](state) is not False

    def _preview(self, state):
        return self.env["xero.preview"].search(
            [("connection_id", "=", state.connection_id)]
        )

    def _seconds_to_wait(self, connection, may_call):
        """When a run has something to do for a connection that is not live.

        :param may_call: lane to what the budget says of a call now
        """
        preview = self.env["xero.preview"].search(
            [("connection_id", "=", connection.id), ("state", "in", WORKING)]
        )
        if preview.state == "reading":
            decision = may_call("poll")
            if not decision.allowed:
                return (decision.not_before - utcnow()).total_seconds()
            refused = self.env["xero.pull"]._to_read_first(connection)
            if refused and not self._readings(connection.id):
                soonest = min(refused.mapped("next_poll"))
                return (soonest - fields.Datetime.now()).total_seconds()
        return 0 if preview else None

    def _todo(self, state):
        return self.env["xero.preview.line"].search(
            [("preview_id", "=", self._preview(state).id), ("is_done", "=", False)],
            limit=CHUNK,
        )

    def _in_transaction(self, step, *args):
        return self.env["xero.run"]._in_transaction(step, *args)

    def _read(self, state):
        """One page of what Xero has; when all is read, the comparing begins.

        :return: False while Xero refuses to be read: what is not known is not empty
        """
        due = self._readings(state.connection_id)
        connection = self._preview(state).connection_id
        refused = bool(self.env["xero.pull"]._to_read_first(connection))
        self.env.cr.rollback()
        if due:
            reading = Reading("poll", due[0])
            self.env["xero.run"]._affordable(state, [(LANES["poll"], "poll", reading)])
            state.caller.lane = "poll"
            self.env["xero.pull"]._read(state, due[0])
            # what is compared has been read, every endpoint of it
            self.env["xero.pull"]._check_silent(state)
        elif refused:
            return False
        else:
            self._in_transaction(self._to_state, state, "pairing")
        return True

    def _readings(self, connection_id):
        """What is to be read now before both sides are compared."""
        pull = self.env["xero.pull"]
        return pull._due(connection_id) + pull._unanswered(connection_id)

    def _to_state(self, state, name):
        state.memory.pop("compared", None)
        self._preview(state).state = name

    def _pair(self, state):
        self._in_transaction(self._pair_some, state)

    def _pair_some(self, state):
        """Lines for what stands here or there: contacts and products first, then the
        documents of one kind after the other, so many a transaction."""
        preview = self._preview(state)
        connection = preview.connection_id
        done = (preview.paired or "").split()
        if "contact" not in done:
            lines = self._pair_contacts(connection, *self._parties(connection))
            self._create_lines(preview, lines + self._pair_items(connection))
            preview.paired = "contact"
            return
        for name, resource in self._document_resources(connection).items():
            if name in done:
                continue
            if not self._pair_documents(state, preview, resource):
                preview.paired = " ".join([*done, name])
            return
        preview.state = "checking"

    def _create_lines(self, preview, lines):
        for start in range(0, len(lines), INSERT):
            self.env["xero.preview.line"].create(
                [
                    {"preview_id": preview.id, **values}
                    for values in lines[start : start + INSERT]
                ]
            )

    def _parties(self, connection):
        """Whose documents are kept in step, and who has opening items only."""
        partners = self.env["res.partner"]
        going, old = partners, partners
        for resource in self._document_resources(connection).values():
            records, opening = self._documents(connection, resource)
            going |= resource._partners(records - opening)
            old |= resource._partners(opening)
        return going, old - going

    def _remote_links(self, connection, resource_name):
        """Links of what only Xero has, with what Xero said."""
        return self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "=", resource_name),
                ("res_id", "=", 0),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ],
            order="id",
        )

    def _candidate(self, remote_id, name, detail):
        return (0, 0, {"remote_id": remote_id, "name": name or "?", "detail": detail})
