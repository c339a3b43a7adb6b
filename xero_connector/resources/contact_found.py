# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a matching of contacts found, and how long that holds.

A run that takes thousands of contacts across links them fifty at a time. What was found
for all the others stays true meanwhile, so they are not looked at anew: two books are
compared once, not once for every fifty.
"""

from collections import defaultdict

from ..sync.matching import (
    Candidate,
    Certain,
    Doubtful,
    LocalContact,
    RemoteContact,
    match_contacts,
)
from ..sync.parties import Why, party

#: what somebody else must not have in common with a pair that was linked meanwhile
_TELLING = (Why.NAME, Why.TAX_NUMBER)


class Found:
    """What a matching found, from both sides.

    ``here``: partner id to Certain, Doubtful or Nobody; ``there``: Xero id to Doubtful
    or Nobody, where a partner's id stands in the candidate's ``remote_id``.

    :param partners: LocalContact by id
    :param contacts: RemoteContact by id
    :param links: Xero id by partner id
    :param distinct: ids of partners of whom a person said that they are nobody there
    """

    def __init__(self, partners, contacts, links, distinct):
        self.partners = set(partners)
        self.contacts = dict(contacts)
        self.here = match_contacts(
            [one for one in partners.values() if one.id not in distinct],
            contacts.values(),
            links,
        )
        self._certain = {
            match.remote_id: partner_id
            for partner_id, match in self.here.items()
            if isinstance(match, Certain)
        }
        self.there = self._seen_from_xero(partners)
        self._open_here = _by_key(
            one for one in partners.values() if not self._is_certain(one.id)
        )
        self._open_there = _by_key(
            one for one in contacts.values() if one.id not in self._certain
        )

    def _is_certain(self, partner_id):
        return isinstance(self.here.get(partner_id), Certain)

    def _seen_from_xero(self, partners):
        found = match_contacts(
            [
                LocalContact(
                    id=contact.id,
                    name=contact.name,
                    email=contact.email,
                    tax_number=contact.tax_number,
                    account_number=contact.account_number,
                    archived=contact.status != "ACTIVE",
                )
                for contact in self.contacts.values()
                if not contact.merged_to
            ],
            [
                RemoteContact(
                    id=str(partner.id),
                    name=partner.name,
                    email=partner.email,
                    tax_number=partner.tax_number,
                    account_number=partner.account_number,
                    status="ARCHIVED" if partner.archived else "ACTIVE",
                )
                for partner in partners.values()
            ],
            {remote_id: str(one) for remote_id, one in self._certain.items()},
        )
        # certain is only what is certain from Odoo's side
        for remote_id, match in found.items():
            if isinstance(match, Certain) and remote_id not in self._certain:
                candidate = Candidate(match.remote_id, (match.why,), ())
                found[remote_id] = Doubtful((candidate,))
        return found

    # ------------------------------------------------------------------
    # what happened since
    # ------------------------------------------------------------------
    def survives(self, pairs):
        """Whether all this holds for the others although these were linked since.

        It does where each pair is what was found; or one of it is new, made for the
        other; and where none that is still open has its name or tax number.

        :param pairs: [(LocalContact, RemoteContact)] as they are now; None where one
            is not known
        """
        if not all(self._was_expected(*pair) for pair in pairs):
            return False
        for partner, contact in pairs:
            self.partners.add(partner.id)
            self.contacts[contact.id] = contact
            self._certain[contact.id] = partner.id
            self.here[partner.id] = Certain(contact.id, Why.LINK)
        return True

    def _was_expected(self, partner, contact):
        if not partner or not contact or contact.merged_to:
            return False
        if contact.status != "ACTIVE":
            return False
        match = self.here.get(partner.id)
        if isinstance(match, Certain):
            expected = match.remote_id == contact.id
        elif partner.id in self.partners:
            expected = contact.id not in self.contacts
        else:
            expected = contact.id in self.contacts and contact.id not in self._certain
        return expected and not self._is_like_others(partner, contact)

    def _is_like_others(self, partner, contact):
        pair = {partner.id, contact.id}
        return any(
            (self._open_here.get(key, pair) | self._open_there.get(key, pair)) - pair
            for one in (partner, contact)
            for key in _keys(one)
        )


def _by_key(contacts):
    """(kind, key) to ids of those who have it."""
    found = defaultdict(set)
    for one in contacts:
        for key in _keys(one):
            found[key].add(one.id)
    return dict(found)


def _keys(one):
    who = party(one.id, names_=[one.name], emails=(), tax_numbers=[one.tax_number])
    return [(why, key) for why in _TELLING for key in who.keys[why]]
