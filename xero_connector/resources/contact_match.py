# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Odoo partner a Xero contact is: looked at from both sides, once a run.

``sync.matching`` decides; here is what it is given and what becomes of its answer. All
partners and all contacts take part, linked ones too, because *unique* means unique
among all of them.
"""

import logging

from odoo import models
from odoo.tools import SQL

from ..sync.matching import Certain, Doubtful, LocalContact, RemoteContact
from ..sync.preflight import Reason
from .contact_found import Found

_logger = logging.getLogger(__name__)

#: what of a contact plays a part, as stored with its link
_KEYS = (
    "Name",
    "EmailAddress",
    "TaxNumber",
    "ContactNumber",
    "AccountNumber",
    "ContactStatus",
    "MergedToContactID",
)


class XeroResourceContact(models.AbstractModel):
    _inherit = "xero.resource.contact"

    # ------------------------------------------------------------------
    # before one is created in Xero
    # ------------------------------------------------------------------
    def _match(self, batch, records):
        found = self._matches(batch.connection, batch.state.memory)
        decisions = {}
        for partner in records:
            match = found.here.get(partner.id)
            if isinstance(match, Certain):
                decisions[partner.id] = ("link", match.remote_id)
            elif isinstance(match, Doubtful):
                decisions[partner.id] = (
                    "hold",
                    self._doubt(),
                    [
                        {
                            "remote_id": one.remote_id,
                            "name": found.contacts[one.remote_id].name,
                            "detail": self._reasons_text(one),
                        }
                        for one in match.candidates
                    ],
                )
            elif batch.connection.contact_creation == "match":
                decisions[partner.id] = ("hold", self._unknown(), False)
        return decisions

    def _doubt(self):
        return Reason(
            "doubtful_match",
            self.env._("Xero has contacts that may be this one, and none for certain."),
            self.env._("Compare both sides: link them, or send this one as a new one."),
        )

    def _unknown(self):
        return Reason(
            "contact_unknown",
            self.env._("Xero has no such contact, and new ones are not created."),
            self.env._(
                "Make it in Xero, or let new contacts be created on the connection."
            ),
            "contact_creation",
        )

    # ------------------------------------------------------------------
    # what only Xero has
    # ------------------------------------------------------------------
    def _welcome(self, connection, links):
        memory = self.env.context.get("xero_memory", {})
        found = self._matches(connection, memory)
        partners = {
            match.remote_id: partner_id
            for partner_id, match in found.here.items()
            if isinstance(match, Certain)
        }
        decisions = {}
        for link in links:
            contact = found.contacts.get(link.remote_id)
            if link.is_left_alone or contact is None:
                continue
            if link.is_distinct:
                decisions[link.id] = ("create",)  # somebody decided
                continue
            if contact.status != "ACTIVE" or contact.merged_to:
                continue  # known, and nothing to keep in step
            if link.remote_id in partners:
                partner = self.env["res.partner"].browse(partners[link.remote_id])
                decisions[link.id] = ("link", partner)
                continue
            match = found.there.get(link.remote_id)
            if isinstance(match, Doubtful):
                decisions[link.id] = ("doubtful", self._partners_shown(match))
            elif self._creates(connection):
                decisions[link.id] = ("create",)
        return decisions

    def _creates(self, connection):
        """Whether Odoo gets partners for contacts that only Xero has."""
        return connection.contact_creation != "match" and self._direction_of(
            connection
        ) in ("both", "to_odoo")

    def _partners_shown(self, match):
        ids = [int(one.remote_id) for one in match.candidates]
        partners = {one.id: one for one in self.env["res.partner"].browse(ids)}
        return [
            {
                "res_id": int(one.remote_id),
                "name": partners[int(one.remote_id)].display_name,
                "detail": self._reasons_text(one),
            }
            for one in match.candidates
        ]

    def _reasons_text(self, candidate):
        """Why they may be one, and what speaks against it, in words."""
        words = _words(self.env)
        speaking = ", ".join(words[why.name] for why in candidate.why)
        against = ", ".join(words[why.name] for why in candidate.against)
        if not against:
            return speaking
        return self.env._(
            "%(for)s; but %(against)s", **{"for": speaking, "against": against}
        )

    def _make(self, connection, values, refs):
        first, last = values["first_name"], values["last_name"]
        is_person = (
            bool(first or last)
            and f"{first} {last}".strip().casefold() == values["name"].casefold()
        )
        partner = self.env["res.partner"].create(
            {"name": values["name"], "is_company": not is_person}
        )
        rest = {
            name: value
            for name, value in values.items()
            if name not in ("name", "archived")
        }
        if rest["delivery_address"] == rest["address"]:
            del rest["delivery_address"]  # no other than its own
        return self._apply(partner, rest, refs)

    # ------------------------------------------------------------------
    # the matching itself
    # ------------------------------------------------------------------
    def _matches(self, connection, memory):
        """Both sides looked at once, and again only when somebody else changed them.

        :param memory: a dict that lasts as long as the run
        """
        state = self._fingerprint(connection)
        if memory.get("contacts_as_of") != state:
            found, before = memory.get("contacts"), memory.get("contacts_seen")
            seen = self._seen(connection)
            linked = self._linked_since(before, seen) if found else None
            if linked is None or not found.survives(self._pairs(connection, linked)):
                found = Found(*self._both_sides(connection))
                _logger.debug("%s contacts compared", len(found.contacts))
            memory["contacts"], memory["contacts_seen"] = found, seen
            memory["contacts_as_of"] = state
        return memory["contacts"]

    def _fingerprint(self, connection):
        """Changes with everything that matching looks at, and with nothing else."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                "SELECT (SELECT row(count(*), max(write_date))::text"
                " FROM res_partner), count(remote_id), max(remote_updated),"
                " sum(hashtext(remote_updated)::bigint),"
                " count(*) FILTER (WHERE is_distinct OR is_left_alone),"
                " count(*) FILTER (WHERE state = 'retired')"
                " FROM xero_link WHERE connection_id = %s AND resource = %s",
                connection.id,
                self._resource_name,
            )
        )

    def _seen(self, connection):
        """What partners and links are like, one by one.

        :return: {partner id: row}, {link id: (partner id, Xero id, is plain, …)}
        """
        partners = self.env.execute_query(
            SQL(
                "SELECT id, write_date FROM res_partner WHERE %s",
                self._known_sql(connection),
            )
        )
        links = self.env.execute_query(
            SQL(
                "SELECT id, res_id, remote_id, state != 'retired'"
                " AND is_left_alone IS NOT TRUE, is_distinct, remote_updated"
                " FROM xero_link WHERE connection_id = %s AND resource = %s",
                connection.id,
                self._resource_name,
            )
        )
        return dict(partners), {row[0]: row[1:] for row in links}

    def _linked_since(self, before, now):
        """The pairs behind all that changed: (partner id, Xero id); None where
        something changed that is no pair."""
        partners, links = now
        pairs = set()
        for link_id, row in _changed(before[1], links):
            res_id, remote_id, is_plain = row[:3] if row else (0, None, False)
            if is_plain and res_id and remote_id:
                pairs.add((res_id, remote_id))
            elif not is_plain or remote_id or link_id in before[1]:
                return None
        contact_of = {row[0]: row[1] for row in links.values() if row[1] and row[2]}
        for partner_id, row in _changed(before[0], partners):
            if not row or partner_id not in contact_of:
                return None
            pairs.add((partner_id, contact_of[partner_id]))
        return pairs

    def _pairs(self, connection, linked):
        """Both sides of pairs as they are now; None of one that is not known."""
        if not linked:
            return []
        partner_ids, remote_ids = (list(ids) for ids in zip(*linked, strict=True))
        partners = self._known_partners(connection, partner_ids)
        contacts = self._both_links(connection, remote_ids)[0]
        return [(partners.get(one), contacts.get(other)) for one, other in linked]

    def _both_sides(self, connection):
        """Partners, contacts, and the Xero id of each linked partner."""
        return self._known_partners(connection), *self._both_links(connection)

    def _both_links(self, connection, remote_ids=None):
        """Contacts, the Xero id of each linked partner, and partners that are nobody.

        :param remote_ids: only of these
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id, state, is_distinct, is_left_alone, remote_id, %s"
                " FROM xero_link WHERE connection_id = %s AND resource = %s"
                " AND (state != 'retired' OR remote_id IS NOT NULL) AND %s",
                SQL(", ").join(SQL("remote_payload->>%s", key) for key in _KEYS),
                connection.id,
                self._resource_name,
                SQL("TRUE")
                if remote_ids is None
                else SQL("remote_id IN %s", tuple(remote_ids)),
            )
        )
        contacts, links, distinct = {}, {}, set()
        for res_id, state, is_distinct, is_left_alone, remote_id, *said in rows:
            live = state != "retired"
            if live and res_id and remote_id:
                links[res_id] = remote_id
            if live and res_id and is_distinct:
                distinct.add(res_id)
            if not remote_id or not said[0]:
                continue
            name, email, tax, number, account, status, merged = (s or "" for s in said)
            if not live or is_left_alone or (is_distinct and not res_id):
                # of a partner that is gone, or left alone by somebody: never certain
                status = status if status == "GDPRREQUEST" else "ARCHIVED"
            contacts[remote_id] = RemoteContact(
                id=remote_id,
                name=name,
                email=email,
                tax_number=tax,
                contact_number=number,
                account_number=account,
                status=status or "ACTIVE",
                merged_to=merged,
            )
        return contacts, links, distinct

    def _known_sql(self, connection):
        """The commercial entities that a connection's companies know, and persons who
        are a part of a company of this database; see ``_is_colleague``."""
        return SQL(
            "(commercial_partner_id = id OR type = 'contact' AND commercial_partner_id"
            " IN (SELECT partner_id FROM res_company))"
            " AND (company_id IS NULL OR company_id IN %s)",
            tuple(connection._companies().ids),
        )

    def _known_partners(self, connection, ids=None):
        """Partners by id.

        :param ids: only these
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id, name, email, vat, ref, active FROM res_partner"
                " WHERE %s AND %s",
                self._known_sql(connection),
                SQL("TRUE") if ids is None else SQL("id IN %s", tuple(ids)),
            )
        )
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return {
            partner_id: LocalContact(
                id=partner_id,
                name=name or "",
                email=email or "",
                tax_number=vat or "",
                mark=self._mark_text(uuid, partner_id),
                account_number=ref or "",
                archived=not active,
            )
            for partner_id, name, email, vat, ref, active in rows
        }


def _changed(before, now):
    """(id, row as it is now, or None) of what is not as it was."""
    return [
        (one, now.get(one))
        for one in before.keys() | now.keys()
        if before.get(one) != now.get(one)
    ]


def _words(env):
    return {
        "LINK": env._("linked"),
        "MARK": env._("made from this one before"),
        "TAX_NUMBER": env._("same tax number"),
        "EMAIL": env._("same e-mail address"),
        "NAME": env._("same name"),
        "ACCOUNT_NUMBER": env._("same account number"),
        "ALIKE": env._("similar name"),
        "OTHER_TAX_NUMBER": env._("different tax numbers"),
        "OTHER_EMAIL": env._("different e-mail addresses"),
        "OTHER_NAME": env._("different names"),
        "NOT_THE_ONLY_ONE": env._("others fit as well"),
        "TAKEN": env._("linked to somebody else"),
        "ARCHIVED": env._("archived"),
    }
