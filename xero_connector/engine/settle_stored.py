# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Settling: one record that Xero has stored, and what both agreed on by that."""

import logging

from odoo import models
from odoo.fields import Domain

from ..sync import canonical
from ..sync.planner import Direction

_logger = logging.getLogger(__name__)


class XeroSettle(models.AbstractModel):
    _inherit = "xero.settle"

    def _stored(self, state, resource, attempt, element, owners=None):
        """Xero has it: remember what both agreed on, and check the figures."""
        link = attempt.link_id
        form = resource._form
        local = canonical.decode(form, attempt.sent_local)
        sent = canonical.decode(form, attempt.sent_remote)
        remote = resource._from_xero(element)
        attempt.state = "stored"
        if attempt.operation == "create":
            if not self._take_id(resource, link, element, owners):
                self._tell(state, link, attempt)
                return "failed"
        names = self._agreeable(resource, link, attempt.names, sent, remote)
        self._agree(link, form, names, local, remote)
        link._remember(element, resource)
        self._look_at_the_rest(resource, attempt, local, remote)
        if self._goes_on(resource, attempt):
            resource._after_first_step(link, element, attempt.request_id.lane)
            return "stored"
        wrong = resource._verify(sent, remote)
        if wrong:
            shown = {
                name: resource._in_words(link, name, local, sent, remote)
                for name in wrong
            }
            remedy = self.env._(
                "Xero stored other figures than it was sent. Compare the lines and "
                "their taxes."
            )
            details = link._details(wrong, local, remote)
            link._disagree("difference", "totals", shown, remedy, details)
        elif link.fields_in_question:
            # other fields still wait for a person
            link.state = "conflict" if link.cause == "conflict" else "difference"
        elif self._is_tombstone(link, local):
            link._retire(self.env._("Deleted in Odoo, voided in Xero."))
        else:
            link._settle()
            resource._after_stored(link, element)
        self._tell(state, link, attempt)
        return "stored"

    def _look_at_the_rest(self, resource, attempt, local, remote):
        """Have the record read again where Xero's answer to an update says something
        else than before of a field that was not sent: somebody edited it there after we
        had looked, and no reading that finds this answer's stamp would be news.

        What is taken over is what is read: an answer may leave something out.

        :param local: what Odoo said then; what it said nothing of is not compared
        :param remote: canonical values of the answer
        """
        link = attempt.link_id
        if attempt.operation != "update" or remote.get("status") == "void":
            return
        base = canonical.decode(resource._form, link.base_remote)
        rules = resource._rules(link.connection_id).fields
        compared = {
            name
            for name, rule in rules.items()
            if rule.direction is not Direction.COMPARE
        }
        accepted = link._accepted_values(resource._form)
        base |= {name: there for name, (_here, there) in accepted.items()}
        asked = {*attempt.names, *(link.fields_in_question or {})}
        if any(
            base[name] != remote[name]
            for name in (compared - asked) & base.keys() & local.keys() & remote.keys()
        ):
            self.env["xero.change"]._note(
                link.connection_id,
                link.resource,
                remote_ids=[link.remote_id],
                lane="webhook",  # only of these what was read before will not do
            )

    def _goes_on(self, resource, attempt):
        """Whether this was the first of two steps.

        It only freed the number of one that has still to be voided; or undid what Xero
        never edits, and that has still to be made anew.
        """
        freed = attempt.names == ["number"]
        anew = resource._immutable and attempt.names == ["status"]
        if not freed and not anew:
            return False
        link = attempt.link_id
        record = self.env[link.res_model].browse(link.res_id).exists()
        presence = resource._presence(record) if record else "void"
        if not (freed and presence == "void") and not (anew and presence == "live"):
            return False
        attempt._note_anew()
        return True

    def _is_tombstone(self, link, local):
        """Whether this voided what is deleted in Odoo: nothing is left to keep in step.

        A record that was deleted while it was on its way has still to be voided.
        """
        if local.get("status") != "void":
            return False
        return not self.env[link.res_model].browse(link.res_id).exists()

    def _take_id(self, resource, link, element, owners=None):
        """Give the link its Xero id, unless another record has it by now.

        :param owners: the links that have ids, where they are known; the unique index
            tells of two elements of one answer that claim the same
        """
        remote_id = resource._payload_id(element)
        if owners is None:
            others = self.env["xero.link"].search(
                Domain("connection_id", "=", link.connection_id.id)
                & Domain("resource", "=", link.resource)
                & Domain("remote_id", "=", remote_id)
            )
        else:
            others = owners.get(remote_id, link.browse())
        others = others.exists() - link
        others.filtered(lambda other: not other.res_id).unlink()
        others = others.exists()
        if others:
            link._hold(
                "linked_elsewhere",
                self.env._(
                    "Xero stored this as a record that is linked to “%(other)s”.",
                    other=others.display_name,
                ),
                self._remedy_of_taken(resource),
            )
            return False
        link.remote_id = remote_id
        return True

    def _remedy_of_taken(self, resource):
        """What to do where Xero's record is linked to another record of Odoo."""
        if resource._unlinkable:
            return self.env._(
                "Unlink that one under Records in Xero, or send this one under another "
                "name."
            )
        return self.env._("Give one of the two another number, then sync again.")

    def _known(self, resource, attempt, element):
        """Stored for a record that is gone by now: the tombstone remembers it."""
        attempt.state = "stored"
        link = attempt.link_id
        if attempt.operation == "create":
            link.remote_id = resource._payload_id(element)
        link._remember(element, resource)
        return "known"

    def _puzzled(self, resource, attempt, element, error):
        """Stored, but a fault of ours keeps us from understanding the answer.

        Whose record it is in Xero is kept, so that it is never made a second time;
        what both agreed on is not, so that the next look compares everything.
        """
        link = attempt.link_id
        _logger.error("Cannot settle %s %s", link.resource, link.res_id, exc_info=error)
        attempt.write({"state": "stored", "message": str(error)})
        if attempt.operation == "create":
            self._take_id(resource, link, element)
        if link.state != "retired":
            link._fail(
                "internal",
                self.env._("The connector failed on Xero's answer: %s", error),
                self.env._("Report this; the server's log has the details."),
            )
        return "failed"

    def _agreeable(self, resource, link, names, sent, remote):
        """The fields that both sides agree on by this answer.

        Those that were sent; and of those that Xero works out itself (totals) the ones
        that came out as we said, never another.
        """
        names = set(names)
        for name, rule in resource._rules(link.connection_id).fields.items():
            if rule.direction is Direction.COMPARE and name in sent:
                agreed = name in remote and sent[name] == remote[name]
                names = names | {name} if agreed else names - {name}
        return names

    def _agree(self, link, form, names, local, remote):
        base_local = canonical.decode(form, link.base_local)
        base_remote = canonical.decode(form, link.base_remote)
        for name in names:
            base_local[name], base_remote[name] = local[name], remote[name]
        link.write(
            {
                "base_local": canonical.encode(form, base_local),
                "base_remote": canonical.encode(form, base_remote),
            }
        )
