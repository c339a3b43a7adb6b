# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Making the preview of going live, and going live by it: the run before the first run.

Xero is read as it is always read (``pull``), which remembers it on links of *what only
Xero has*. Everything else is arithmetic on both sides: no call, no write on a record of
either. What is long is done in chunks, a transaction each, so that it survives its
death and the run's time box.
"""

import logging
from collections import Counter

from odoo import models

from ..resources.refs import Refs
from ..sync.matching import (
    Certain,
    Doubtful,
    LocalContact,
    RemoteContact,
    match_contacts,
)
from .pull import Reading
from .state import LANES, StopRun, utcnow

#: states in which a preview has something to do in the background
WORKING = ("reading", "pairing", "checking", "starting")
_logger = logging.getLogger(__name__)
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
        steps[step](state)
        return True

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
        return 0 if preview else None

    def _in_transaction(self, step, *args):
        return self.env["xero.run"]._in_transaction(step, *args)

    # ------------------------------------------------------------------
    # read
    # ------------------------------------------------------------------
    def _read(self, state):
        """One page of what Xero has; when all is read, the comparing begins."""
        due = self.env["xero.pull"]._due(state.connection_id)
        self.env.cr.rollback()
        if due:
            reading = Reading("poll", due[0])
            self.env["xero.run"]._affordable(state, [(LANES["poll"], "poll", reading)])
            state.caller.lane = "poll"
            self.env["xero.pull"]._read(state, due[0])
        else:
            self._in_transaction(self._to_state, state, "pairing")

    def _to_state(self, state, name):
        self._preview(state).state = name

    # ------------------------------------------------------------------
    # compare
    # ------------------------------------------------------------------
    def _pair(self, state):
        self._in_transaction(self._pair_all, state)

    def _pair_all(self, state):
        """Lines for everything that stands here or there, contacts first."""
        preview = self._preview(state)
        connection = preview.connection_id
        documents = self._documents(connection)
        partners = self.env["res.partner"].union(
            *(
                resource._partner(record)
                for resource, records, _o in documents
                for record in records
            )
        )
        contacts, lines = self._pair_contacts(connection, partners)
        lines += self._pair_items(connection)
        successors = self._successors(connection)
        for resource, moves, opening in documents:
            lines += self._pair_documents(
                connection, resource, moves, opening, contacts, successors
            )
        for start in range(0, len(lines), INSERT):
            self.env["xero.preview.line"].create(
                [
                    {"preview_id": preview.id, **values}
                    for values in lines[start : start + INSERT]
                ]
            )
        preview.state = "checking"

    def _documents(self, connection):
        """[(resource, documents of Odoo without a link, those of them that are
        opening items)]"""
        found = []
        for resource in self.env["xero.resource"]._all().values():
            if not resource._paired_before or not resource._is_on(connection):
                continue
            moves = resource._unlinked(
                connection, resource._backfill_domain(connection)
            )
            domain = resource._opening_domain(connection)
            opening = moves.browse()
            if domain is not None:
                opening = resource._unlinked(connection, domain)
            found.append((resource, moves | opening, opening))
        return found

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

    def _pair_contacts(self, connection, partners):
        """Xero id by id of the partner where it is certain, and lines.

        All partners are compared, that an address or a name is nobody else's; lines
        are only of those whose documents are about to travel.
        """
        resource = self.env["xero.resource"]._get("contact")
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "=", "contact"),
                ("res_id", ">", 0),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )
        known = {link.res_id: link.remote_id for link in links}
        everybody = partners | self.env["res.partner"].with_context(
            active_test=False
        ).search(
            [
                ("company_id", "in", [False, *connection._companies().ids]),
                "|",
                ("is_company", "=", True),
                ("parent_id", "=", False),
            ]
        )
        theirs = self._remote_links(connection, "contact")
        payloads = {link.remote_id: link.remote_payload for link in theirs | links}
        matches = match_contacts(
            [self._local_contact(resource, partner) for partner in everybody],
            [_remote_contact(payload) for payload in payloads.values() if payload],
            known,
        )
        contacts, lines = dict(known), []
        for partner in partners:
            match = matches.get(partner.id)
            if isinstance(match, Certain):
                contacts[partner.id] = match.remote_id
            if partner.id in known:
                continue
            lines.append(
                self._contact_line(connection, resource, partner, match, payloads)
            )
        if resource._reads(connection):
            others = everybody - partners
            lines += self._contacts_found(
                connection, resource, others, matches, known, payloads
            )
            lines += self._contacts_to_come(connection, resource, theirs, matches)
        return contacts, lines

    def _contacts_found(self, connection, resource, partners, matches, known, payloads):
        """Partners without documents that Xero has, or may have, too: once live, what
        Xero says of its contacts links them, or asks."""
        return [
            self._contact_line(
                connection, resource, partner, matches[partner.id], payloads
            )
            | {"needed": False}
            for partner in partners
            if partner.id not in known
            and isinstance(matches.get(partner.id), (Certain, Doubtful))
        ]

    def _contacts_to_come(self, connection, resource, links, matches):
        """Contacts that only Xero has; Odoo gets those that may be nobody's here."""
        if not resource._creates(connection):
            return []
        spoken_for = set()
        for match in matches.values():
            if isinstance(match, Certain):
                spoken_for.add(match.remote_id)
            elif isinstance(match, Doubtful):
                spoken_for.update(one.remote_id for one in match.candidates)
        lines = []
        for link in links:
            payload = link.remote_payload or {}
            if (
                link.remote_id in spoken_for
                or link.is_left_alone
                or payload.get("ContactStatus", "ACTIVE") != "ACTIVE"
                or payload.get("MergedToContactID")
            ):
                continue
            lines.append(
                {
                    "resource": "contact",
                    "kind": self.env._("Contact"),
                    "remote_id": link.remote_id,
                    "remote_name": payload.get("Name"),
                    "remote_partner": payload.get("Name"),
                    "outcome": "bring",
                    "is_done": True,
                }
            )
        return lines

    def _local_contact(self, resource, partner):
        return LocalContact(
            id=partner.id,
            name=partner.name or "",
            email=partner.email or "",
            tax_number=partner.vat or "",
            mark=resource._mark(partner)["ContactNumber"],
            account_number=partner.ref or "",
            archived=not partner.active,
        )

    def _contact_line(self, connection, resource, partner, match, payloads):
        line = {
            "resource": "contact",
            "kind": self.env._("Contact"),
            "res_model": partner._name,
            "res_id": partner.id,
            "name": partner.display_name,
            "partner_name": partner.display_name,
            "outcome": "create",
            "is_done": True,
        }
        if isinstance(match, Certain):
            payload = payloads.get(match.remote_id) or {}
            return line | {
                "outcome": "link",
                "reason": self._reason(match.why),
                "remote_id": match.remote_id,
                "remote_name": payload.get("Name"),
                "remote_partner": payload.get("Name"),
            }
        if isinstance(match, Doubtful):
            return line | {
                "outcome": "doubtful",
                "reason": self._doubt([match.candidates[0].against]),
                "candidate_ids": [
                    self._candidate(
                        candidate.remote_id,
                        (payloads.get(candidate.remote_id) or {}).get("Name"),
                        ", ".join(self._reason(why) for why in candidate.why),
                    )
                    for candidate in match.candidates
                ],
            }
        if not resource._sends(connection) or connection.contact_creation == "match":
            line |= {
                "outcome": "held",
                "reason": self.env._(
                    "Xero does not know this contact, and new contacts are not created "
                    "there. Link it, or change the setting."
                ),
            }
        return line

    def _candidate(self, remote_id, name, detail):
        return (0, 0, {"remote_id": remote_id, "name": name or "?", "detail": detail})

    def _reason(self, why):
        """What speaks for a pair, in the user's language."""
        return {
            "LINK": self.env._("linked already"),
            "MARK": self.env._("carries our number"),
            "TAX_NUMBER": self.env._("same tax number"),
            "EMAIL": self.env._("same e-mail address"),
            "NAME": self.env._("same name"),
            "ACCOUNT_NUMBER": self.env._("same account number"),
            "ALIKE": self.env._("similar name"),
        }[why.name]

    def _doubt(self, groups):
        """What speaks against pairs, in the user's language."""
        words = {
            "OTHER_TAX_NUMBER": self.env._("another tax number"),
            "OTHER_EMAIL": self.env._("another e-mail address"),
            "OTHER_NAME": self.env._("another name"),
            "NOT_THE_ONLY_ONE": self.env._("others fit as well"),
            "TAKEN": self.env._("linked to somebody else"),
            "ARCHIVED": self.env._("archived"),
            "OTHER_CONTACT": self.env._("another contact"),
            "OTHER_CURRENCY": self.env._("another currency"),
            "OTHER_AMOUNT": self.env._("other amounts"),
            "OTHER_NUMBER": self.env._("another number"),
            "VOID": self.env._("void in Xero"),
        }
        odd = dict.fromkeys(words[one.name] for group in groups for one in group)
        return ", ".join(odd) or self.env._("others fit as well")

    def _successors(self, connection):
        """The contact that a contact was merged into in the end, by Xero id."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "=", "contact"),
                ("remote_id", "!=", False),
            ]
        )
        merged = {
            link.remote_id: link.remote_payload["MergedToContactID"]
            for link in links
            if (link.remote_payload or {}).get("MergedToContactID")
        }
        found = {}
        for remote_id in merged:
            passed, current = {remote_id}, merged[remote_id]
            while current in merged and current not in passed:
                passed.add(current)
                current = merged[current]
            found[remote_id] = current
        return found

    def _pair_documents(
        self, connection, resource, moves, opening, contacts, successors
    ):
        links = {
            link.remote_id: link
            for link in self._remote_links(connection, resource._resource_name)
            if link.remote_payload
        }
        remote = {
            remote_id: resource._remote_document(link.remote_payload, successors)
            for remote_id, link in links.items()
        }
        pairing = resource._pair(connection, moves, contacts, remote)
        sends = resource._sends(connection)
        kind = resource._document_kind()
        lines = []
        for move in moves:
            line = self._document_line(resource, kind, move, move in opening)
            if move.id in pairing.certain:
                link = links[pairing.certain[move.id]]
                line |= self._there(resource, link)
                line |= self._certain(resource, move, link)
            elif move.id in pairing.doubtful:
                pairs = pairing.doubtful[move.id]
                line |= {
                    "outcome": "doubtful",
                    "reason": self._doubt([pair.odd for pair in pairs]),
                    "candidate_ids": [
                        self._candidate(
                            pair.remote_id,
                            links[pair.remote_id].remote_name,
                            self._candidate_detail(
                                links[pair.remote_id], remote[pair.remote_id], pair.odd
                            ),
                        )
                        for pair in pairs
                    ],
                    "is_done": True,
                }
                if len(pairs) == 1:
                    line |= self._there(resource, links[pairs[0].remote_id])
            elif move in opening:
                line |= self._left(
                    self.env._("Older than the start date, and not found in Xero.")
                )
            elif not sends:
                line |= self._left(self.env._("These do not go from Odoo to Xero."))
            lines.append(line)
        for remote_id in pairing.only_there:
            lines.append(self._only_there(resource, kind, links[remote_id]))
        return lines

    def _left(self, reason):
        return {"outcome": "left", "reason": reason, "is_done": True}

    def _document_line(self, resource, kind, move, opening):
        currency, total, due = resource._figures(move)
        return {
            "resource": resource._resource_name,
            "kind": kind,
            "res_model": move._name,
            "res_id": move.id,
            "name": resource._number(move) or move.display_name,
            "partner_name": resource._partner(move).display_name,
            "date": resource._day(move),
            "currency_id": currency.id,
            "total": total,
            "due": due,
            "opening": opening,
            "outcome": "create",
        }

    def _there(self, resource, link):
        payload = link.remote_payload
        return {
            "remote_id": link.remote_id,
            "remote_name": link.remote_name,
            "remote_partner": (payload.get("Contact") or {}).get("Name"),
            "remote_total": float(payload.get("Total") or 0),
            "remote_due": float(resource._due_in_xero(payload)),
        }

    def _only_there(self, resource, kind, link):
        values = resource._from_xero(link.remote_payload)
        currency = self.env["res.currency"].with_context(active_test=False)
        return {
            "resource": resource._resource_name,
            "kind": kind,
            "date": values["date"],
            "currency_id": currency.search([("name", "=", values["currency"])]).id,
            "outcome": "there",
            "is_done": True,
            **self._there(resource, link),
        }

    def _candidate_detail(self, link, document, odd):
        name = (link.remote_payload.get("Contact") or {}).get("Name") or ""
        return (
            f"{name} · {document.date or ''} · {document.total:.2f}"
            f" {document.currency} ({self._doubt([odd])})"
        )

    def _certain(self, resource, move, link):
        """Nobody doubts the pair; what was paid must agree, too."""
        if resource._payments_differ(move, link.remote_payload):
            return {
                "outcome": "held",
                "reason": resource._both_payment_lists(move, link.remote_payload),
                "is_done": True,
            }
        return {"outcome": "link", "is_done": True}

    # ------------------------------------------------------------------
    # check what is to be created
    # ------------------------------------------------------------------
    def _todo(self, state):
        return self.env["xero.preview.line"].search(
            [("preview_id", "=", self._preview(state).id), ("is_done", "=", False)],
            limit=CHUNK,
        )

    def _check(self, state):
        self._in_transaction(self._check_chunk, state)

    def _check_chunk(self, state):
        """What would be held, found without a call; at the end, the sums."""
        lines = self._todo(state)
        preview = self._preview(state)
        if not lines:
            preview.write(
                {
                    "state": "ready",
                    "made_at": self.env.cr.now(),
                    "calls": self._calls(preview),
                }
            )
            return
        for name, group in lines.grouped("resource").items():
            resource = self.env["xero.resource"]._get(name)
            refs = Refs(preview.connection_id)
            if resource._paired_before:  # documents
                moves = self.env[resource._odoo_model].browse(group.mapped("res_id"))
                partners = self.env["res.partner"].union(
                    *(resource._partner(move) for move in moves)
                )
                refs.prefetch("contact", partners)
            for line in group:
                reasons = self._problems(resource, line, refs.for_record())
                if reasons:
                    line.write({"outcome": "held", "reason": "\n".join(reasons)})
        lines.is_done = True

    def _problems(self, resource, line, refs):
        """Why a document would be held; a fault of ours with one holds that one."""
        record = self.env[line.res_model].browse(line.res_id).exists()
        try:
            with self.env.cr.savepoint():
                values = resource._local_values(record)[record.id]
                mapped = resource._to_xero(values, refs)
                refs.names = frozenset(values)
                resource._preflight(record, values | mapped, refs)
        except Exception as error:
            _logger.exception("Cannot check %s", record)
            return [self.env._("The connector failed on this record: %s", error)]
        return list(
            dict.fromkeys(
                f"{reason.message} {reason.remedy or ''}".strip()
                for reason in refs.reasons
            )
        )

    def _calls(self, preview):
        """How many calls going live takes: batches of creates, and reading the linked
        ones once more."""
        calls = 0
        groups = self.env["xero.preview.line"]._read_group(
            [("preview_id", "=", preview.id), ("outcome", "in", ("link", "create"))],
            ["resource", "outcome"],
            ["__count"],
        )
        for name, outcome, count in groups:
            spec = self.env["xero.resource"]._get(name)._spec
            size = spec.batch if outcome == "create" else spec.ids_per_call
            calls += -(-count // size)
        return calls

    # ------------------------------------------------------------------
    # go live
    # ------------------------------------------------------------------
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
            looked_at = self._start_line(connection, line)
            if looked_at:
                noted.setdefault(line.resource, []).append(line.res_id)
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

    def _start_line(self, connection, line):
        """:return: whether a run has to look at the record"""
        if not line.res_id:
            return False
        record = self.env[line.res_model].browse(line.res_id).exists()
        if not record:
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
        # contacts follow the documents that need them
        return line.outcome != "left" and line.resource != "contact"

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


def _remote_contact(payload):
    return RemoteContact(
        id=payload["ContactID"],
        name=payload.get("Name") or "",
        email=payload.get("EmailAddress") or "",
        tax_number=payload.get("TaxNumber") or "",
        contact_number=payload.get("ContactNumber") or "",
        account_number=payload.get("AccountNumber") or "",
        status=payload.get("ContactStatus") or "ACTIVE",
        merged_to=payload.get("MergedToContactID") or "",
    )
