# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What going live does with contacts."""

from odoo import models

from ..sync.matching import (
    Certain,
    Doubtful,
    LocalContact,
    RemoteContact,
    match_contacts,
)


class XeroPreviewMaker(models.AbstractModel):
    _inherit = "xero.preview.maker"

    def _pair_contacts(self, connection, partners, old):
        """Lines of contacts.

        All partners are compared, that an address or a name is nobody else's; lines
        are of those whose documents are about to travel, and of those whose opening
        items may be in Xero.

        :param partners: of documents that are kept in step
        :param old: of opening items only, which are never created
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
        everybody = (
            partners
            | old
            | self.env["res.partner"]
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "in", [False, *connection._companies().ids]),
                    "|",
                    ("is_company", "=", True),
                    ("parent_id", "=", False),
                ]
            )
        )
        theirs = self._remote_links(connection, "contact")
        payloads = {link.remote_id: link.remote_payload for link in theirs | links}
        matches = match_contacts(
            [self._local_contact(resource, partner) for partner in everybody],
            [_remote_contact(payload) for payload in payloads.values() if payload],
            known,
        )
        lines = [
            self._contact_line(
                connection, resource, partner, matches.get(partner.id), payloads
            )
            for partner in partners
            if partner.id not in known
        ]
        others = everybody - partners if resource._reads(connection) else old
        lines += self._contacts_found(
            connection, resource, others, matches, known, payloads
        )
        if resource._reads(connection):
            lines += self._contacts_to_come(connection, resource, theirs, matches)
        return lines

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
