# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What becomes of Xero records that no record of Odoo stands for yet.

The resource says whether one of Odoo's records is certainly it, whether a person has
to choose, whether Odoo shall get a new one, or (by default) that it stays known as
*only in Xero*.
"""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..resources.refs import Refs
from ..sync import canonical


class XeroWelcome(models.AbstractModel):
    _name = "xero.welcome"
    _description = "Xero Sync of Records Only in Xero"

    def _place(self, batch):
        """Decide the Xero records of a batch, in its planning transaction."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", batch.connection.id),
                ("resource", "=", batch.resource._resource_name),
                ("remote_id", "in", list(batch.taken.by_remote)),
                ("state", "!=", "retired"),
            ]
        )
        known = links.filtered("res_id")
        # what Xero says is on the link now; the record is planned like any other
        self._note(batch, known)
        strangers = links.filtered(
            # what somebody unlinked is a person's to decide, however certain it seems
            lambda link: (
                not link.res_id and link.remote_payload and not link.parted_from
            )
        )
        placed = set(strangers.mapped("remote_id"))  # some are absorbed below
        decisions = {}
        if strangers and batch.resource._is_on(batch.connection):
            resource = batch.resource.with_context(xero_memory=batch.state.memory)
            decisions = resource._welcome(batch.connection, strangers)
        for link in strangers:
            change_ids = batch.taken.by_remote[link.remote_id]
            decision, *what = decisions.get(link.id, ("leave",))
            if decision == "create":
                batch.pulls.append((link.id, change_ids))
                continue
            asked = decision == "link" and self._ask_for_parted(batch, *what)
            if asked:
                decision, what = "doubtful", [asked]
            if decision == "link":
                tied = link._tie(*what)
                batch.resource._after_tie(tied)
                self._note(batch, tied)
            elif decision == "doubtful":
                link._hold(
                    "doubtful_match",
                    self.env._("More than one record, or no certain one, fits this."),
                    self.env._("Compare both sides, then link it or make a new one."),
                    candidates=what[0],
                )
            elif decision == "leave":
                link._leave_there()
            batch.done += change_ids
        for remote_id, change_ids in batch.taken.by_remote.items():
            if remote_id not in placed:
                batch.done += change_ids

    def _note(self, batch, links):
        self.env["xero.change"]._note(
            batch.connection,
            batch.resource._resource_name,
            links.mapped("res_id"),
            lane=batch.taken.lane,
        )

    def _bring_in(self, link, resource, change_ids):
        """Make the Odoo record of a Xero record: record, link and bases together.

        :param link: locked
        """
        changes = self.env["xero.change"].browse(change_ids).exists()
        try:
            with self.env.cr.savepoint():
                self._make(link, resource)
        except UserError as error:  # ValidationError, AccessError ... too
            link._hold(
                "refused_by_odoo",
                self.env._("Odoo refuses this record of Xero: %s", error),
                self.env._("Correct it in Xero, or make the record here and link it."),
            )
        changes.unlink()

    def _make(self, link, resource):
        connection = link.connection_id
        remote = resource._from_xero(link.remote_payload)
        refs = Refs(connection, remote, link.remote_payload)
        record = resource._make(connection, remote, refs)
        self._tie_made(connection, resource, {link.id: record}, {link.id: remote})

    def _bring_in_together(self, resource_name, pulls):
        """Make what several Xero records stand for, as far as their resource does that
        for many at once: records, links and bases together.

        :param pulls: [(link id, change ids)]
        :return: the pulls that are left, each for a transaction of its own
        """
        resource = self.env["xero.resource"]._get(resource_name)
        links = self._lock(*(link_id for link_id, _change_ids in pulls))
        links = links.filtered(lambda link: not link.res_id and link.remote_payload)
        if len(links) < 2:
            return pulls
        payloads = {link.id: link.remote_payload for link in links}
        remotes = {
            link_id: resource._from_xero(payload)
            for link_id, payload in payloads.items()
        }
        connection = links.connection_id
        made = resource._make_together(connection, remotes, payloads)
        if made:
            self._tie_made(connection, resource, made, remotes)
        done = [i for link_id, ids in pulls if link_id in made for i in ids]
        self.env["xero.change"].browse(done).exists().unlink()
        return [pull for pull in pulls if pull[0] not in made]

    def _tie_made(self, connection, resource, made, remotes):
        """Remember which new records stand for which Xero records, and as what.

        :param made: link id to record
        :param remotes: link id to canonical values in Xero's terms
        """
        self.env.flush_all()
        records = self.env[resource._odoo_model].concat(*made.values())
        values = resource._local_values(records)
        form = resource._form
        for link in self.env["xero.link"].browse(made):
            record = made[link.id]
            link.write(
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "base_local": canonical.encode(form, values[record.id]),
                    "base_remote": canonical.encode(form, remotes[link.id]),
                }
            )
            link._settle()
        name = resource._resource_name
        keys = [f"needs:{name}:{record.id}" for record in records]
        self.env["xero.run"]._free(connection, *keys)

    def _lock(self, *link_ids):
        self.env.cr.execute(
            SQL(
                "SELECT id FROM xero_link WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                link_ids,
            )
        )
        return self.env["xero.link"].browse(link_ids).exists()
