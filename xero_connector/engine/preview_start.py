# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Going live by the preview: what it says is done, in chunks."""

from collections import Counter

from odoo import models

from .state import DATABASE_TROUBLE


class XeroPreviewMaker(models.AbstractModel):
    _inherit = "xero.preview.maker"

    def _start(self, state):
        self._in_transaction(self._start_chunk, state)

    def _start_chunk(self, state):
        """Do what the lines say; when all are done both directions open."""
        lines = self._todo(state)
        preview = self._preview(state)
        connection = preview.connection_id
        if not lines:
            preview.state = "started"
            connection._go_live()
            return
        noted, counted = {}, Counter()
        for line in lines:
            looked_at = self._start_guarded(connection, line)
            if looked_at:
                noted.setdefault(line.resource, []).append(line.res_id)
                if line.settled_count and line.outcome != "held":
                    noted.setdefault("settled", []).append(line.res_id)
                    counted["settled"] += 1
            if looked_at or self._waits_for_somebody(line):
                counted[line.resource] += 1
        for name, res_ids in noted.items():
            self.env["xero.change"]._note(connection, name, res_ids, lane="backfill")
        self.env["xero.backfill"]._add(connection, counted)
        lines.is_done = True

    def _waits_for_somebody(self, line):
        """Whether a record of Odoo is held now: it belongs to what is on its way."""
        if not (line.res_id and line.needed):
            return False
        return line.outcome == "held" or (
            line.outcome == "doubtful" and line.decision == "later"
        )

    def _start_guarded(self, connection, line):
        """One record that we fail on says so, and stops no other.

        :return: see ``_start_line``
        """
        try:
            with self.env.cr.savepoint():
                return self._start_line(connection, line)
        except DATABASE_TROUBLE:
            raise
        except Exception as error:
            record = self.env[line.res_model].browse(line.res_id)
            link = self._own_link(connection, line, record)
            self.env["xero.plan"]._blame(link, error)
            return False

    def _start_line(self, connection, line):
        """:return: whether a run has to look at the record"""
        if not line.res_id:
            return False
        record = self.env[line.res_model].browse(line.res_id).exists()
        if not record or self._has_gone(line, record):
            return False
        remote_id = line.remote_id if line.outcome in ("link", "held") else False
        if line.outcome == "doubtful":
            if line.decision == "later":
                if line.needed:
                    self._ask(connection, line, record)
                return False
            if line.decision == "link":
                remote_id = line.chosen_id.remote_id
            else:
                # nobody looks for it again
                self._own_link(connection, line, record).is_distinct = True
        if remote_id:
            return self._link(connection, line, record, remote_id)
        return line.outcome != "left" and line.needed

    def _has_gone(self, line, record):
        """Whether a document was reset to draft or cancelled since it was compared:
        linked now, it would void its twin in Xero, of which the preview said nothing.
        Posted again, it is looked at like any new one."""
        resource = self.env["xero.resource"]._get(line.resource)
        return resource._paired_before and resource._presence(record) != "live"

    def _own_link(self, connection, line, record):
        links = self.env["xero.link"]
        own = links.search(links._local_domain(connection, line.resource, record.ids))
        return own or links.create(
            {
                "connection_id": connection.id,
                "resource": line.resource,
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def _ask(self, connection, line, record):
        """Nobody decided yet: nothing is sent until somebody does."""
        link = self._own_link(connection, line, record)
        if link.remote_id:
            return
        link._hold(
            "several_in_xero",
            self.env._("Xero has something like it: %s.", line.reason),
            self.env._("Open the look-alikes and say which of them it is, if any."),
            candidates=[
                {
                    "remote_id": candidate.remote_id,
                    "name": candidate.name,
                    "detail": candidate.detail,
                }
                for candidate in line.candidate_ids
            ],
        )

    def _link(self, connection, line, record, remote_id):
        """Tie both; what was paid before is history, or has to be looked at."""
        links = self.env["xero.link"]
        own = links.search(links._local_domain(connection, line.resource, record.ids))
        if own.remote_id:
            return False
        stranger = links.search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "=", line.resource),
                ("remote_id", "=", remote_id),
            ]
        )
        if not stranger or stranger.res_id:
            self._ask(connection, line, record)
            return False
        link = stranger._tie(record)
        resource = self.env["xero.resource"]._get(line.resource)
        link.is_opening = line.opening
        return resource._paired(link, record)
