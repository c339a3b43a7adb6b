# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: what one record needs now. What is to be sent is put with its batch."""

from odoo import models

from ..sync import canonical, planner
from ..sync.preflight import Reason


class XeroPlan(models.AbstractModel):
    _inherit = "xero.plan"

    def _decide(self, batch, record, values):
        """What this record needs now."""
        presence = batch.resource._presence(record)
        link = batch.links.get(record.id)
        if batch.resource._is_opening(batch.connection, record, link):
            self._leave_alone(batch, link, record, presence, values)
        elif presence == "absent":
            self._leave_out(batch, link, record)
        elif link and link.decision:
            self._decide_credited(batch, link, record, presence, values)
        elif presence == "live" and not batch.resource._is_on(batch.connection):
            self._shut(batch, link, record)
        elif presence == "live" and values is None:
            batch.finish(record.id)
        elif presence == "suspended":
            if link:
                link._suspend()
            batch.finish(record.id)
        elif presence == "void":
            self._undo(batch, link, record.id)
        else:
            if not self._may_send(batch, link, record):
                return
            link = self._link(batch, record)
            if self._is_undone(batch, link):
                link = self._begin_anew(batch, link, record)
            if link.remote_id:
                self._decide_linked(batch, link, record, values)
            elif self._is_taken(batch, link, record, values):
                # a person decides: waiting for its contact must not cover that up
                self._outcome(batch, link, record)
            elif link.parted_from:
                self._ask_parted(batch, link, record)
            elif not self._waits(batch, link, record):
                self._decide_new(batch, link, record, values)

    def _may_send(self, batch, link, record):
        """Whether a record that Xero does not have may be created there.

        Where nothing of its kind is sent nobody hears of it, unless somebody asked for
        it or a document waits for it.
        """
        resource = batch.resource
        if resource._sends(batch.connection):
            return True
        if link and link.remote_id and not self._is_undone(batch, link):
            return True
        if link and link.parted_from:
            return True  # not sent: a person is asked
        if link or record.id in batch.taken.users or self._is_needed(batch, record):
            link = self._link(batch, record)
            self._hold(batch, link, record, [self._one_way(batch)])
        batch.finish(record.id)
        return False

    def _shut(self, batch, link, record):
        """Its kind is not kept in step: only what waits for it has anybody hear of it.

        What a person decided about it stays, for the day on which it is switched on.
        """
        unlinked = not link or not link.remote_id and link.cause != "left_alone"
        if unlinked and self._is_needed(batch, record):
            link = self._link(batch, record)
            self._hold(batch, link, record, [self._one_way(batch)])
        elif unlinked and link and link.cause == "direction":
            link._suspend()  # nothing waits for it any more
        batch.finish(record.id)

    def _is_needed(self, batch, record):
        """Whether something waits until this record is in Xero."""
        key = f"needs:{batch.resource._resource_name}:{record.id}"
        domain = [("connection_id", "=", batch.connection.id), ("hold_key", "=", key)]
        return bool(self.env["xero.link"].search_count(domain, limit=1))

    def _one_way(self, batch):
        """Why what Odoo has is not sent, as a Reason."""
        if not batch.resource._is_on(batch.connection):
            return Reason(
                "direction",
                self.env._(
                    "%s are not kept in step with Xero.", batch.resource._label()
                ),
                self.env._("Choose on the connection which way they travel."),
                "direction",
            )
        return Reason(
            "direction",
            self.env._("%s do not travel from Odoo to Xero.", batch.resource._label()),
            self.env._("Do it in Xero, or change the direction on the connection."),
            "direction",
        )

    def _leave_out(self, batch, link, record):
        """No business of this resource, or no more: what stood against sending it is
        gone with that, and what carries it instead is looked at.

        What somebody decided about it stays known, and so does what Xero has of it: the
        resource says whether a person has to see to that.
        """
        if link and self._is_unsent(link):
            if link.is_distinct or link.parted_from:
                link._suspend()
            else:
                link._retire(self.env._("Does not travel by itself any more."))
        elif link and link.remote_id:
            reason = batch.resource._left_out(link, record)
            if reason:
                # what differs is compared no more
                link.fields_in_question = False
                self._hold(batch, link, record, [reason])
        user = self.env["res.users"].browse(batch.taken.users.get(record.id, ()))
        for name, others in batch.resource._instead(record):
            self.env["xero.change"]._note(
                batch.connection, name, others.ids, lane=batch.taken.lane, user=user
            )
        batch.finish(record.id)

    def _is_unsent(self, link):
        """Whether Xero has nothing of it, nor may get it from a request under way."""
        if link.remote_id or link.cause == "left_alone":
            return False
        return "open" not in link.attempt_ids.mapped("state")

    def _waits(self, batch, link, record):
        """Whether something must be linked first; that goes in the same lane."""
        for name, needed in batch.dependencies.get(record.id, ()):
            if batch.refs.remote_id(name, needed.id):
                continue
            key, other = f"needs:{name}:{needed.id}", batch.refs.link(name, needed)
            link._wait_for(key, needed.display_name, other)
            self.env["xero.change"]._note(
                batch.connection, name, [needed.id], lane=batch.taken.lane
            )
            batch.finish(record.id)
            return True
        waits = batch.resource._must_wait(record, batch.refs)
        if waits:
            link._wait(*waits)
            batch.finish(record.id)
        return bool(waits)

    def _decide_new(self, batch, link, record, values):
        """Not in Xero yet: create it, unless something speaks against it."""
        if record.id in batch.doubts:
            reason, candidates = batch.doubts[record.id]
            self._hold(batch, link, record, [reason])
            link.candidates = candidates
            return
        refs = batch.refs.for_record(own=link)
        mapped = batch.resource._to_xero(values, refs)
        refs.names = frozenset(values)
        batch.resource._preflight(record, values | mapped, refs)
        if refs.reasons:
            self._hold(batch, link, record, refs.reasons)
            return
        names = set(values)
        payload = batch.resource._payload(mapped, names, link)
        payload |= batch.resource._mark(record)
        batch.creates.append((link, values, mapped, names, payload))
        batch.finish(record.id)

    def _is_taken(self, batch, link, record, values):
        """Whether a person has to pair it first.

        One whose name is taken is tried again once it is renamed, or when somebody asks
        for it, because it may have been renamed in Xero: a create overwrites nothing.
        """
        if link.state != "held":
            return False
        if link.cause == "several_in_xero":
            return True
        if link.cause == "left_alone":
            return record.id not in batch.taken.users
        return (
            link.cause == "already_in_xero"
            and link.remote_name == batch.resource._called(values)
            and record.id not in batch.taken.users
        )

    def _decide_linked(self, batch, link, record, values):
        """In Xero already: the three-way merge."""
        resource = batch.resource
        resource._follow(link)
        if self._is_lost(batch, link):
            self._outcome(batch, link, record)
            return
        if not link.remote_payload:
            # adopted by hand and not read yet: these changes stay
            batch.state.look.add(link.remote_id)
            return
        reason = resource._left_alone(link.remote_payload)
        if reason:
            self._hold(batch, link, record, [reason])
            return
        if link.cause == "payments_differ" and not resource._paired(link, record):
            self._outcome(batch, link, record)
            return
        remote = resource._from_xero(link.remote_payload)
        base_local = canonical.decode(resource._form, link.base_local)
        base_remote = canonical.decode(resource._form, link.base_remote)
        accepted = resource._accepted(base_remote, remote)
        if accepted is not base_remote:
            base_remote = accepted
            link.base_remote = canonical.encode(resource._form, base_remote)
        refs = batch.refs.for_record(remote, link.remote_payload, link)
        mapped = resource._to_xero(values, refs)
        rules = resource._rules(batch.connection, record)
        accepted = link._accepted_values(resource._form)
        # whoever asks has Odoo asked once more; a run by itself would never end
        asked = record.id in batch.taken.users
        refused = {} if asked else link._refused_values(resource._form)
        never = resource._never_agreed(link, values)
        plan = planner.plan(
            {name: base_local[name] for name in base_local.keys() - never},
            {name: base_remote[name] for name in base_remote.keys() - never},
            values,
            mapped,
            remote,
            rules,
            accepted,
            refused,
        )
        if plan.lapsed:
            link._lapse(plan.lapsed)
        if plan.push and link.remote_id not in batch.remotes:
            # changed after we looked: look again, these changes stay
            batch.state.look.add(link.remote_id)
            return
        for name in plan.advance:
            base_local[name], base_remote[name] = values[name], remote[name]
        if plan.advance:
            link.base_local = canonical.encode(resource._form, base_local)
            link.base_remote = canonical.encode(resource._form, base_remote)
        waits = self._question(link, record, plan, values, mapped, remote)
        if plan.pull:
            batch.pulls.append((link.id, batch.taken.by_res[record.id]))
            return
        if plan.push - mapped.keys() and self._waits(batch, link, record):
            return
        if plan.push:
            self._push(batch, link, record, plan, values, mapped, refs, waits)
            return
        if not waits:
            link._settle()
        self._outcome(batch, link, record)

    def _push(self, batch, link, record, plan, values, mapped, refs, waits):
        """Send what only Odoo changed, unless something speaks against it.

        What Xero edits never is removed there, and made anew once that is stored: all
        of it has to be possible, else what cannot be made anew would be gone.

        :param waits: whether other fields wait for a person: these stay shown, to be
            decided first
        """
        resource = batch.resource
        anew = resource._immutable
        refs.names = frozenset(values) if anew else plan.push
        resource._preflight(record, values | mapped, refs)
        if refs.reasons and waits:
            self._outcome(batch, link, record)
            return
        if refs.reasons:
            self._hold(batch, link, record, refs.reasons)
            return
        if anew:
            self._undo(batch, link, record.id)
            return
        payload = resource._payload(mapped, plan.push, link)
        payload[resource._spec.id_field] = link.remote_id
        batch.updates.append((link, values, mapped, plan.push, payload))
        batch.finish(record.id)

    def _question(self, link, record, plan, values, mapped, remote, refused=None):
        """Show, or take back, the fields that a person has to decide.

        :param refused: field to Odoo's words, where these are new
        :return: whether there are any
        """
        resource = self.env["xero.resource"]._get(link.resource)
        if not plan.needs_person:
            if resource._is_at_odds(link, record):
                return True
            if link.fields_in_question:
                link.fields_in_question = False
            return False
        names = plan.conflict | plan.difference
        shown = {
            name: resource._in_words(link, name, values, mapped, remote)
            for name in resource._form.__dataclass_fields__
            if name in names
        }
        details = link._details(names, values, remote, plan.moved)
        words = link._refusals() | (refused or {})
        words = {name: words[name] for name in shown if name in plan.refused}
        for name, said in words.items():
            details[name]["refused"] = said
        if plan.conflict:
            state, cause = "conflict", "conflict"
            remedy = self.env._(
                "Both sides were changed. Decide on the Differences page which stays, "
                "or make them equal."
            )
        elif words:
            state, cause = "difference", "refused_by_odoo"
            remedy = self.env._(
                "Correct it here or in Xero, or decide on the Differences page which "
                "stays."
            )
        else:
            state, cause = "difference", "difference"
            remedy = self.env._(
                "Decide on the Differences page which stays, or make them equal."
            )
        link._disagree(state, cause, shown, remedy, details)
        if words:
            said = [
                self.env._("Odoo refuses Xero's change: %s", one)
                for one in dict.fromkeys(words.values())
            ]
            link.error = "\n".join([*said, link.error])
        return True

    def _is_lost(self, batch, link):
        """Whether Xero was asked for this record and does not have it any more."""
        if batch.remotes.get(link.remote_id, link):
            return False
        link._fail(
            "deleted_in_xero",
            self.env._("Xero has no such record any more."),
            self.env._("Ask who removed it in Xero."),
        )
        return True

    def _is_open(self, batch, record, link):
        """Whether nobody decided yet what a record is in Xero."""
        if link.remote_id or link.is_distinct:
            return False
        return link.cause != "left_alone" or record.id in batch.taken.users
