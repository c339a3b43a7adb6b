# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero contact an Odoo contact is: certain, doubtful, or none.

Certain, strongest first:

1. it is linked already, or to a contact that was merged into this one in Xero;
2. the Xero contact carries the contact number that we give this Odoo contact;
3. the same tax number and a name that is alike, and no second pair of that number;
4. the same e-mail address, which nobody else has on either side, and a name that is
   alike;
5. the same name, which nobody else has on either side, and no other e-mail addresses.

3 to 5 only where tax numbers do not contradict (see ``parties``), where both are
active, and where no third contact on either side fits by something that this pair
lacks (the name of one, the address of another). Whatever else is found is for a person
to look at. One Xero contact is never certain for two Odoo contacts.

The time is linear in the number of contacts: everything is looked up in indexes, and
what a crowd shares (one mailbox for twenty contacts) is not followed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .parties import (
    Against,
    Index,
    Party,
    Why,
    contradictions,
    evidence,
    party,
)

#: candidates shown for one contact
MOST = 5
#: each round takes those found certain out of the way of the others
_ROUNDS = 3
_PROOF = frozenset({Why.TAX_NUMBER, Why.EMAIL, Why.NAME})


@dataclass(frozen=True, slots=True)
class LocalContact:
    """An Odoo contact (commercial entity).

    :param id: of the ``res.partner``
    :param mark: the ContactNumber that we give its Xero contact
    """

    id: int
    name: str
    email: str = ""
    tax_number: str = ""
    mark: str = ""
    account_number: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class RemoteContact:
    """A Xero contact, of a paged or single read: others lack ``MergedToContactID``.

    :param status: ContactStatus
    :param merged_to: MergedToContactID
    """

    id: str
    name: str
    email: str = ""
    tax_number: str = ""
    contact_number: str = ""
    account_number: str = ""
    status: str = "ACTIVE"
    merged_to: str = ""


@dataclass(frozen=True)
class Certain:
    """This is the one."""

    remote_id: str
    why: Why


@dataclass(frozen=True)
class Candidate:
    """One that it may be; a person decides."""

    remote_id: str
    why: tuple[Why, ...]
    against: tuple[Against, ...] = ()


@dataclass(frozen=True)
class Doubtful:
    """Some that it may be, most likely first."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Nobody:
    """Xero does not know this contact."""


Match = Certain | Doubtful | Nobody


def match_contacts(
    local: Iterable[LocalContact],
    remote: Iterable[RemoteContact],
    links: Mapping[int, str] | None = None,
) -> dict[int, Match]:
    """What each Odoo contact is in Xero.

    :param local: Odoo contacts, archived ones too
    :param remote: all Xero contacts, read with ``includeArchived``
    :param links: Xero id by Odoo id, also of contacts that are not in ``local``
    :return: by id of the Odoo contact
    """
    here, there = list(local), _People(remote)
    return _Matching(here, there, links or {}).run()


class _People:
    """The contacts of Xero: merged ones are one, archived ones stand apart."""

    def __init__(self, remote: Iterable[RemoteContact]) -> None:
        self._records = {record.id: record for record in remote}
        self._successors: dict[str, str] = {}
        known_as: dict[str, list[RemoteContact]] = defaultdict(list)
        for record in self._records.values():
            into = self.successor(record.id)
            known_as[into if into in self._records else record.id].append(record)
        self.active: list[Party] = []
        self.archived: list[Party] = []
        for remote_id, records in known_as.items():
            status = self._records[remote_id].status
            if status == "ACTIVE" and not self._records[remote_id].merged_to:
                self.active.append(_remote_party(remote_id, records))
            elif status != "GDPRREQUEST":
                self.archived.append(_remote_party(remote_id, records))

    def successor(self, remote_id: str) -> str:
        """The contact that a contact was merged into, in the end; else itself.

        Possibly one that was not read. A circle has no end, and no successor.
        """
        passed = {remote_id}
        current = remote_id
        while current not in self._successors:
            record = self._records.get(current)
            if record is None or not record.merged_to:
                break
            if record.merged_to in passed:
                return remote_id
            current = record.merged_to
            passed.add(current)
        end = self._successors.get(current, current)
        self._successors.update(dict.fromkeys(passed, end))
        return end


def _remote_party(remote_id: str, records: Sequence[RemoteContact]) -> Party:
    return party(
        remote_id,
        names_=[record.name for record in records],
        emails=[record.email for record in records],
        tax_numbers=[record.tax_number for record in records],
        account_numbers=[record.account_number for record in records],
        marks=[record.contact_number for record in records],
    )


def _local_party(record: LocalContact) -> Party:
    return party(
        record.id,
        names_=[record.name],
        emails=[record.email],
        tax_numbers=[record.tax_number],
        account_numbers=[record.account_number],
        marks=[record.mark],
    )


class _Matching:
    """The contacts of both sides, and what was found so far."""

    def __init__(
        self,
        local: Sequence[LocalContact],
        people: _People,
        links: Mapping[int, str],
    ) -> None:
        self.people = people
        self.links = links
        self.parties = {record.id: _local_party(record) for record in local}
        self.archived = {record.id for record in local if record.archived}
        self.here = Index(
            [p for p in self.parties.values() if p.id not in self.archived]
        )
        self.there = Index(people.active)
        self.buried = Index(people.archived)
        self.found: dict[int, Match] = {}
        #: Xero ids that are somebody's for certain
        self.taken: set[str] = set()

    def run(self) -> dict[int, Match]:
        self._by_link()
        self._by_mark()
        for _round in range(_ROUNDS):
            if not self._by_evidence():
                break
        for local_id in self.parties:
            if local_id not in self.found:
                self.found[local_id] = self._doubts(self.parties[local_id])
        return {local_id: self.found[local_id] for local_id in self.parties}

    # --- certain ----------------------------------------------------------------------

    def _certain(self, local_id: int, remote_id: str, why: Why) -> None:
        self.found[local_id] = Certain(remote_id, why)
        self.taken.add(remote_id)

    def _by_link(self) -> None:
        """Links as they are; of contacts merged in Xero the one that was there stays.

        The others wait for a person: their Odoo contacts may have to be merged too.
        """
        linked: dict[str, list[int]] = defaultdict(list)
        for local_id, remote_id in self.links.items():
            linked[self.people.successor(remote_id)].append(local_id)
        for remote_id, local_ids in linked.items():
            self.taken.add(remote_id)
            direct = [i for i in local_ids if self.links[i] == remote_id]
            keepers = local_ids if len(local_ids) == 1 else direct
            for local_id in local_ids:
                if local_id not in self.parties:
                    continue
                if keepers == [local_id]:
                    self._certain(local_id, remote_id, Why.LINK)
                else:
                    reason = Against.TAKEN if keepers else Against.NOT_THE_ONLY_ONE
                    self.found[local_id] = Doubtful(
                        (Candidate(remote_id, (Why.LINK,), (reason,)),)
                    )

    def _by_mark(self) -> None:
        """Our contact number; archived Odoo contacts too, archived Xero ones never."""
        bearing: dict[str, list[str]] = defaultdict(list)
        for one in self.people.active:
            for mark in one.marks:
                bearing[mark].append(str(one.id))
        claims: dict[str, list[int]] = defaultdict(list)
        for local_id, mine in self.parties.items():
            if local_id in self.found:
                continue
            marked = {r for mark in mine.marks for r in bearing[mark]} - self.taken
            if len(marked) == 1:
                claims[marked.pop()].append(local_id)
        for remote_id, local_ids in claims.items():
            if len(local_ids) == 1:
                self._certain(local_ids[0], remote_id, Why.MARK)

    def _by_evidence(self) -> bool:
        """Decide all that can be decided with what is known; whether anything was.

        All at once, so that the order of the contacts plays no part.
        """
        claims: dict[str, list[tuple[int, Why]]] = defaultdict(list)
        for local_id, mine in self.parties.items():
            if self._is_open(mine) and (claim := self._claim(mine)):
                claims[claim.remote_id].append((local_id, claim.why))
        decided = [
            (r, claimed[0]) for r, claimed in claims.items() if len(claimed) == 1
        ]
        for remote_id, (local_id, why) in decided:
            self._certain(local_id, remote_id, why)
        return bool(decided)

    def _is_open(self, mine: Party) -> bool:
        return mine.id not in self.found and mine.id not in self.archived

    def _claim(self, mine: Party) -> Certain | None:
        near = {
            theirs: evidence(mine, theirs)
            for theirs in self.there.near(mine)
            if theirs.id not in self.taken
        }
        proven = {
            theirs: why
            for theirs, reasons in near.items()
            if (why := self._proof(mine, theirs, reasons))
        }
        if len(proven) != 1:
            return None
        ((theirs, why),) = proven.items()
        reasons = near.pop(theirs)
        if any(_fits_better(mine, r, reasons, e) for r, e in near.items()):
            return None
        for other in self.here.near(theirs):
            if other.id != mine.id and self._is_open(other):
                if _fits_better(other, theirs, reasons, evidence(other, theirs)):
                    return None
        return Certain(str(theirs.id), why)

    def _against(
        self, mine: Party, theirs: Party, reasons: frozenset[Why]
    ) -> frozenset[Against]:
        """What contradicts; two addresses of one house that is theirs alone do not."""
        against = contradictions(mine, theirs, reasons)
        if Against.OTHER_EMAIL in against and any(
            self.here.house(domain) <= 1 and self.there.house(domain) <= 1
            for domain in mine.houses & theirs.houses
        ):
            return against - {Against.OTHER_EMAIL}
        return against

    def _proof(self, mine: Party, theirs: Party, reasons: frozenset[Why]) -> Why | None:
        """The strongest proof that holds, if any does."""
        against = self._against(mine, theirs, reasons)
        if Against.OTHER_TAX_NUMBER in against:
            return None
        if Against.OTHER_NAME not in against:
            if Why.TAX_NUMBER in reasons and self._only_pair_of_number(mine, theirs):
                return Why.TAX_NUMBER
            if self._nobody_elses(Why.EMAIL, mine, theirs):
                return Why.EMAIL
        if Against.OTHER_EMAIL not in against:
            if self._nobody_elses(Why.NAME, mine, theirs):
                return Why.NAME
        return None

    def _nobody_elses(self, kind: Why, mine: Party, theirs: Party) -> bool:
        """Whether both share a name or address that is unique on both sides."""
        return any(
            self.here.bearing(kind, key) == [mine]
            and self.there.bearing(kind, key) == [theirs]
            for key in mine.keys[kind] & theirs.keys[kind]
        )

    def _only_pair_of_number(self, mine: Party, theirs: Party) -> bool:
        """Whether no other contact of this tax number has a name like theirs."""
        for number in mine.keys[Why.TAX_NUMBER] & theirs.keys[Why.TAX_NUMBER]:
            here = self.here.bearing(Why.TAX_NUMBER, number)
            there = self.there.bearing(Why.TAX_NUMBER, number)
            if max(len(here), len(there)) > Index.CROWD:
                return False
            if [r for r in there if _same_entity(mine, r)] != [theirs]:
                return False
            if [p for p in here if _same_entity(p, theirs)] != [mine]:
                return False
        return True

    # --- doubtful ---------------------------------------------------------------------

    def _doubts(self, mine: Party) -> Match:
        found = []
        for theirs in self.there.near(mine):
            against = set()
            if theirs.id in self.taken:
                against.add(Against.TAKEN)
            found.append(self._candidate(mine, theirs, against))
        for theirs in self.buried.near(mine):
            found.append(self._candidate(mine, theirs, {Against.ARCHIVED}))
        candidates = sorted(filter(None, found), key=_unlikely)
        return Doubtful(tuple(candidates[:MOST])) if candidates else Nobody()

    def _candidate(
        self, mine: Party, theirs: Party, against: set[Against]
    ) -> Candidate | None:
        """What a person should see of this pair; None where it is not worth a look.

        Of a contact that is somebody else's already: the same name (Xero would refuse
        a second one), and what looks like the same Odoo contact twice.
        """
        reasons = evidence(mine, theirs)
        against |= self._against(mine, theirs, reasons)
        other_name = Against.OTHER_NAME in against
        if Against.OTHER_TAX_NUMBER in against and Why.NAME not in reasons:
            return None
        if Against.TAKEN in against:
            worth = Why.NAME in reasons or (
                Why.TAX_NUMBER in reasons and not other_name
            )
        elif Against.ARCHIVED in against:
            worth = Why.TAX_NUMBER in reasons or not other_name
        else:
            worth = bool(reasons & (_PROOF | {Why.ALIKE}))
        if not worth:
            return None
        if mine.id in self.archived:
            against.add(Against.ARCHIVED)
        if not against and reasons & _PROOF:
            against.add(Against.NOT_THE_ONLY_ONE)
        return Candidate(
            str(theirs.id),
            tuple(why for why in Why if why in _shown(reasons)),
            tuple(reason for reason in Against if reason in against),
        )


def _same_entity(one: Party, other: Party) -> bool:
    return {Why.TAX_NUMBER, Why.ALIKE} <= evidence(one, other)


def _fits_better(
    mine: Party, theirs: Party, chosen: frozenset[Why], reasons: frozenset[Why]
) -> bool:
    """Whether another pair has a proof that the chosen one lacks."""
    if not (reasons - chosen) & _PROOF:
        return False
    return Against.OTHER_TAX_NUMBER not in contradictions(mine, theirs, reasons)


def _shown(reasons: frozenset[Why]) -> frozenset[Why]:
    """The same name is alike too, and need not be said twice."""
    return reasons - {Why.ALIKE} if Why.NAME in reasons else reasons


def _unlikely(candidate: Candidate) -> tuple[int, int, int, str]:
    """Sorts the likeliest first: least against it, strongest reason, most reasons."""
    strongest = list(Why).index(candidate.why[0])
    return (
        len(set(candidate.against) - {Against.NOT_THE_ONLY_ONE}),
        strongest,
        -len(candidate.why),
        candidate.remote_id,
    )
