# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""No wrong contact is ever taken for certain, and the clear ones are."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xero_connector.sync.matching import (
    MOST,
    Candidate,
    Certain,
    Doubtful,
    LocalContact,
    Nobody,
    RemoteContact,
    match_contacts,
)
from xero_connector.sync.parties import Against, Index, Why

VAT, OTHER_VAT = "GB123456789", "GB987654321"
NOBODY = Nobody()


def here(id=1, name="Acme Ltd", **more):
    return LocalContact(id, name, **more)


def there(id="r", name="Acme Ltd", **more):
    return RemoteContact(id, name, **more)


def match(local, remote, links=None):
    """The match of the first Odoo contact."""
    local = [local] if isinstance(local, LocalContact) else local
    remote = [remote] if isinstance(remote, RemoteContact) else remote
    return match_contacts(local, remote, links)[local[0].id]


def doubtful(*candidates):
    return Doubtful(
        tuple(
            Candidate(remote_id, tuple(why), tuple(against))
            for remote_id, why, against in candidates
        )
    )


# --- Certain --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "remote", "why"),
    [
        (here(mark="u-1"), there(name="Other", contact_number="u-1"), Why.MARK),
        (here(mark="u-1", archived=True), there(contact_number="u-1"), Why.MARK),
        # ours, even where everything else has changed
        (
            here(mark="u-1", tax_number=VAT, email="a@acme.example"),
            there(
                name="Other",
                contact_number="u-1",
                tax_number=OTHER_VAT,
                email="b@other.example",
            ),
            Why.MARK,
        ),
        (
            here(tax_number="123 456 789"),
            there(name="ACME LIMITED", tax_number=VAT),
            Why.TAX_NUMBER,
        ),
        (
            here(tax_number=VAT, email="a@acme.example"),
            there(tax_number=VAT, email="b@other.example"),
            Why.TAX_NUMBER,
        ),
        (
            here(email="Info@Acme.example"),
            there(name="Acme", email="info@acme.example"),
            Why.EMAIL,
        ),
        (
            here(email="Ada <ada@acme.example>; info@acme.example"),
            there(name="Acme", email="info@acme.example"),
            Why.EMAIL,
        ),
        (here(), there(name=" acme  LTD"), Why.NAME),
        (here(email="a@acme.example"), there(), Why.NAME),
        (here(tax_number=VAT), there(), Why.NAME),
        (here(email="info@acme.example"), there(email="sales@acme.example"), Why.NAME),
        (here(account_number="1"), there(account_number="2"), Why.NAME),
    ],
)
def test_certain(local, remote, why):
    assert match(local, remote) == Certain("r", why)


def test_a_link_outweighs_everything():
    remote = [
        there("x", name="Other", tax_number=OTHER_VAT, status="ARCHIVED"),
        there("r", contact_number="u-1", tax_number=VAT),
    ]
    local = here(mark="u-1", tax_number=VAT)
    assert match(local, remote, {1: "x"}) == Certain("x", Why.LINK)


def test_a_link_to_what_was_not_read():
    assert match(here(), [], {1: "x"}) == Certain("x", Why.LINK)


def test_branches_with_one_tax_number_are_told_by_their_names():
    towns = ("Leeds", "York", "Hull")
    local = [here(n, f"Acme {town}", tax_number=VAT) for n, town in enumerate(towns)]
    remote = [there(town, f"ACME {town} Ltd", tax_number=VAT) for town in towns]
    assert match_contacts(local, remote) == {
        n: Certain(town, Why.TAX_NUMBER) for n, town in enumerate(towns)
    }


def test_one_found_certain_gets_out_of_the_others_way():
    """The mailbox of R2 is L1's too; but L1 is R1 for certain."""
    local = [
        here(1, "Acme Ltd", tax_number=VAT, email="post@acme.example"),
        here(2, "Bolt Ltd"),
    ]
    remote = [
        there("r1", "Acme Ltd", tax_number=VAT),
        there("r2", "Bolt Ltd", email="post@acme.example"),
    ]
    found = match_contacts(local[1:], remote)
    assert found == {2: Certain("r2", Why.NAME)}
    assert match_contacts([replace(local[0], tax_number=""), local[1]], remote) == {
        1: doubtful(
            ("r1", [Why.NAME], [Against.NOT_THE_ONLY_ONE]),
            ("r2", [Why.EMAIL], [Against.OTHER_NAME]),
        ),
        2: doubtful(("r2", [Why.NAME], [Against.NOT_THE_ONLY_ONE])),
    }
    local.append(here(3, "Crow Ltd", email="c@crow.example"))
    remote.append(there("r3", "Crow Ltd", email="c@crow.example"))
    assert match_contacts(local, remote, {1: "r1"}) == {
        1: Certain("r1", Why.LINK),
        2: Certain("r2", Why.NAME),
        3: Certain("r3", Why.EMAIL),
    }


# --- Merged and archived --------------------------------------------------------------


def merged(id="old", into="r", **more):
    return there(id, status="ARCHIVED", merged_to=into, **more)


@pytest.mark.parametrize(
    ("local", "remote", "links", "found"),
    [
        # followed to the end
        (here(), [merged(), there(name="X")], {1: "old"}, Certain("r", Why.LINK)),
        (
            here(),
            [merged("a", "b"), merged("b", "r"), there(name="X")],
            {1: "a"},
            Certain("r", Why.LINK),
        ),
        (here(), [merged(into="unread")], {1: "old"}, Certain("unread", Why.LINK)),
        # in a circle
        (
            here(),
            [merged("a", "b"), merged("b", "a")],
            {1: "a"},
            Certain("a", Why.LINK),
        ),
        # known by what the merged one was known by
        (
            here(mark="u-1"),
            [merged(contact_number="u-1"), there(name="X")],
            {},
            Certain("r", Why.MARK),
        ),
        (
            here(email="a@acme.example"),
            [merged(email="a@acme.example"), there(name="Acme Group")],
            {},
            Certain("r", Why.EMAIL),
        ),
        (here(), [merged(), there(name="Acme Group")], {}, Certain("r", Why.NAME)),
    ],
)
def test_merged_in_xero(local, remote, links, found):
    assert match(local, remote, links) == found


def test_two_links_to_one_contact_after_a_merge():
    local = [here(1, "A"), here(2, "B"), here(3, "C")]
    remote = [merged("a"), merged("b"), there("r")]
    assert match_contacts(local, remote, {1: "a", 2: "r"}) == {
        1: doubtful(("r", [Why.LINK], [Against.TAKEN])),
        2: Certain("r", Why.LINK),
        3: NOBODY,
    }
    assert match_contacts(local, remote, {1: "a", 2: "b"}) == {
        1: doubtful(("r", [Why.LINK], [Against.NOT_THE_ONLY_ONE])),
        2: doubtful(("r", [Why.LINK], [Against.NOT_THE_ONLY_ONE])),
        3: NOBODY,
    }


def test_two_marks_on_one_contact_after_a_merge():
    local = [here(1, "A", mark="u-1"), here(2, "B", mark="u-2")]
    remote = [merged(contact_number="u-1"), there(contact_number="u-2")]
    assert match_contacts(local, remote) == {1: NOBODY, 2: NOBODY}


def test_two_names_of_one_contact_after_a_merge():
    local = [here(1, "Acme"), here(2, "Bolt")]
    remote = [merged(name="Acme"), there(name="Bolt")]
    assert match_contacts(local, remote) == {
        n: doubtful(("r", [Why.NAME], [Against.NOT_THE_ONLY_ONE])) for n in (1, 2)
    }


@pytest.mark.parametrize(
    ("local", "remote", "found"),
    [
        # never certain, also not by our own mark
        (
            here(mark="u-1"),
            there(contact_number="u-1", status="ARCHIVED"),
            doubtful(("r", [Why.NAME], [Against.ARCHIVED])),
        ),
        (
            here(tax_number=VAT),
            there(name="Other", tax_number=VAT, status="ARCHIVED"),
            doubtful(("r", [Why.TAX_NUMBER], [Against.OTHER_NAME, Against.ARCHIVED])),
        ),
        (
            here(email="a@acme.example"),
            there(name="Other", email="a@acme.example", status="ARCHIVED"),
            NOBODY,
        ),
        (
            here(tax_number=VAT),
            there(tax_number=OTHER_VAT, name="Acme", status="ARCHIVED"),
            NOBODY,
        ),
        (here(), there(merged_to="unread"),
         doubtful(("r", [Why.NAME], [Against.ARCHIVED]))),
        (here(), there(status="GDPRREQUEST"), NOBODY),
        (
            here(archived=True, tax_number=VAT),
            there(tax_number=VAT),
            doubtful(("r", [Why.TAX_NUMBER, Why.NAME], [Against.ARCHIVED])),
        ),
    ],
)  # fmt: skip
def test_archived(local, remote, found):
    assert match(local, remote) == found


def test_archived_ones_do_not_stand_in_the_way():
    local = [here(1), here(2, archived=True)]
    remote = [there("r"), there("x", status="ARCHIVED")]
    found = match_contacts(local, remote)
    assert found[1] == Certain("r", Why.NAME)
    assert found[2] == doubtful(
        ("x", [Why.NAME], [Against.ARCHIVED]),
        ("r", [Why.NAME], [Against.TAKEN, Against.ARCHIVED]),
    )


# --- Doubtful and none ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "remote", "why", "against"),
    [
        # the same name, which Xero allows once, of another company
        (
            here(tax_number=VAT),
            there(tax_number=OTHER_VAT),
            [Why.NAME],
            [Against.OTHER_TAX_NUMBER],
        ),
        (
            here(tax_number=VAT, email="a@acme.example"),
            there(tax_number=OTHER_VAT, email="a@acme.example"),
            [Why.EMAIL, Why.NAME],
            [Against.OTHER_TAX_NUMBER],
        ),
        (
            here(email="a@acme.example"),
            there(email="a@other.example"),
            [Why.NAME],
            [Against.OTHER_EMAIL],
        ),
        (
            here(name="John Smith", email="john1@gmail.com"),
            there(name="John Smith", email="john2@gmail.com"),
            [Why.NAME],
            [Against.OTHER_EMAIL],
        ),
        # one mailbox, two names
        (
            here(email="a@acme.example"),
            there(name="Bolt Ltd", email="a@acme.example"),
            [Why.EMAIL],
            [Against.OTHER_NAME],
        ),
        (
            here(tax_number=VAT),
            there(name="Acme Leeds", tax_number=VAT),
            [Why.TAX_NUMBER],
            [Against.OTHER_NAME],
        ),
        (
            here(name="Acme GmbH", email="a@acme.example"),
            there(email="a@acme.example"),
            [Why.EMAIL],
            [Against.OTHER_NAME],
        ),
        # alike is never enough
        (here(), there(name="Acme Limited"), [Why.ALIKE], []),
        (
            here(account_number="C-7"),
            there(name="Acme Limited", account_number="c-7"),
            [Why.ACCOUNT_NUMBER, Why.ALIKE],
            [],
        ),
    ],
)
def test_doubtful(local, remote, why, against):
    assert match(local, remote) == doubtful(("r", why, against))


@pytest.mark.parametrize(
    ("local", "remote"),
    [
        (here(), []),
        (here(name=""), there(name="")),
        (here(name="", email="/"), there(name="", email="/")),
        (here(tax_number="/"), there(name="Bolt", tax_number="/")),
        (here(), there(name="Bolt")),
        # numbers that both books began with 1
        (here(account_number="1"), there(name="Bolt", account_number="1")),
        # another company at the same address, or by a name like it
        (
            here(tax_number=VAT, email="a@acme.example"),
            there(name="Bolt", tax_number=OTHER_VAT, email="a@acme.example"),
        ),
        (here(tax_number=VAT), there(name="Acme Limited", tax_number=OTHER_VAT)),
    ],
)
def test_nobody(local, remote):
    assert match(local, remote) == NOBODY


def test_two_people_of_one_name():
    """One is in Xero already: Xero would refuse the second one, a person decides."""
    local = [here(1, "John Smith"), here(2, "John Smith")]
    remote = [there("r", "John Smith")]
    assert match_contacts(local, remote, {1: "r"})[2] == doubtful(
        ("r", [Why.NAME], [Against.TAKEN])
    )
    both = doubtful(("r", [Why.NAME], [Against.NOT_THE_ONLY_ONE]))
    assert match_contacts(local, remote) == {1: both, 2: both}


def test_two_people_of_one_name_told_by_their_addresses():
    local = [
        here(1, "John Smith", email="john@one.example"),
        here(2, "John Smith", email="john@two.example"),
    ]
    remote = [there("r", "John Smith", email="john@two.example")]
    assert match_contacts(local, remote) == {
        1: doubtful(("r", [Why.NAME], [Against.OTHER_EMAIL, Against.TAKEN])),
        2: Certain("r", Why.EMAIL),
    }


def test_a_contact_that_is_twice_in_odoo():
    local = [here(1, tax_number=VAT), here(2, "Acme Limited", tax_number=VAT)]
    remote = [there(tax_number=VAT)]
    assert match_contacts(local, remote, {1: "r"})[2] == doubtful(
        ("r", [Why.TAX_NUMBER, Why.ALIKE], [Against.TAKEN])
    )
    found = match_contacts(local, remote)
    assert not isinstance(found[2], Certain)


def test_a_contact_that_is_twice_in_xero():
    twice = [
        there("r1", "Acme Limited", tax_number=VAT),
        there("r2", "Acme, Ltd", tax_number=VAT),
    ]
    reasons = [Why.TAX_NUMBER, Why.ALIKE], [Against.NOT_THE_ONLY_ONE]
    assert match(here(tax_number=VAT), twice) == doubtful(
        ("r1", *reasons), ("r2", *reasons)
    )
    # the one that is called as it is here
    twice[1] = there("r2", tax_number=VAT)
    assert match(here(tax_number=VAT), twice) == Certain("r2", Why.NAME)


def test_the_mailbox_of_a_linked_contact_is_no_doubt():
    local = [here(1), here(2, "Bolt Ltd", email="post@acme.example")]
    remote = [there("r", email="post@acme.example")]
    assert match_contacts(local, remote, {1: "r"})[2] == NOBODY


def test_a_link_of_a_contact_that_is_not_asked_about_counts():
    assert match(here(), there(), {99: "r"}) == doubtful(
        ("r", [Why.NAME], [Against.TAKEN])
    )


def test_evidence_that_points_to_two():
    """The name of one, the tax number of another: whoever takes one is a guesser."""
    remote = [there("r1", name="Acme Limited", tax_number=VAT), there("r2")]
    assert match(here(tax_number=VAT), remote) == doubtful(
        ("r1", [Why.TAX_NUMBER, Why.ALIKE], [Against.NOT_THE_ONLY_ONE]),
        ("r2", [Why.NAME], [Against.NOT_THE_ONLY_ONE]),
    )
    # unless the other is excluded
    remote[1] = there("r2", tax_number=OTHER_VAT)
    assert match(here(tax_number=VAT), remote) == Certain("r1", Why.TAX_NUMBER)


def test_a_house_is_somebodys_own_or_nobodys():
    """Two of one name at a big company are two people."""
    local = [here(1, "John Smith", email="john.smith@corp.example")]
    remote = [
        there("r", "John Smith", email="jsmith2@corp.example"),
        there("s", "Ada Byron", email="ada@corp.example"),
    ]
    other = doubtful(("r", [Why.NAME], [Against.OTHER_EMAIL]))
    assert match_contacts(local, remote) == {1: other}
    assert match_contacts(local, remote[:1]) == {1: Certain("r", Why.NAME)}
    local.append(here(2, "Ada Byron", email="ada@corp.example"))
    assert match_contacts(local, remote[:1])[1] == other


def test_each_one_found_clears_the_way_for_the_next():
    local = [
        here(1, "Acme", email="post@acme.example"),
        here(2, "Bolt", email="post@acme.example", tax_number=VAT),
        here(3, "Crow", tax_number=VAT),
    ]
    remote = [
        there("r1", "Acme", email="post@acme.example"),
        there("r2", "Bolt", tax_number=VAT),
        there("r3", "Crow"),
    ]
    assert match_contacts(local, remote) == {
        1: Certain("r1", Why.NAME),
        2: Certain("r2", Why.TAX_NUMBER),
        3: Certain("r3", Why.NAME),
    }


def test_a_third_contact_in_odoo_that_fits_as_well():
    local = [here(1), here(2, "Bolt", email="a@acme.example")]
    remote = [there(email="a@acme.example")]
    assert match_contacts(local, remote) == {
        1: doubtful(("r", [Why.NAME], [Against.NOT_THE_ONLY_ONE])),
        2: doubtful(("r", [Why.EMAIL], [Against.OTHER_NAME])),
    }


def test_what_a_crowd_shares_is_not_followed():
    """The bookkeeper's mailbox on twenty clients, the group's tax number on thirty."""
    crowd = [
        there(str(n), f"Client {n}", email="b@keeper.example", tax_number=VAT)
        for n in range(Index.CROWD + 1)
    ]
    local = here(name="Newcomer", email="b@keeper.example", tax_number=VAT)
    assert match(local, crowd) == NOBODY
    # names tell them all the same
    local = here(name="Client 3", email="b@keeper.example", tax_number=VAT)
    assert match(local, crowd) == Certain("3", Why.NAME)


def test_the_likeliest_come_first_and_few():
    remote = [there(f"{n}", f"Acme {'x' * n}", tax_number=VAT) for n in range(7)]
    remote.append(there("z", "ACME", email="a@acme.example"))
    found = match(here(name="Acme Ltd", tax_number=VAT, email="a@acme.example"), remote)
    assert len(found.candidates) == MOST
    assert found.candidates[0].remote_id == "0"
    assert found.candidates[1] == Candidate(
        "z", (Why.EMAIL, Why.ALIKE), (Against.NOT_THE_ONLY_ONE,)
    )


# --- Labelled truth -------------------------------------------------------------------

TOWNS = ["Leeds", "York", "Hull", "Derby", "Kent"]
TRADES = ["Joinery", "Bakery", "Motors", "Books", "Lights", "Foods", "Tools"]
FIRST = ["John", "Jane", "Ben", "Ada", "Max", "Amy"]
LAST = ["Smith", "Smyth", "Jones", "Miller", "Muller"]
SYLLABLES = ["ba", "cor", "den", "fel", "gan", "hol", "kir", "lun", "mor", "nes", "tor"]


class World:
    """Two address books of one world, and who is who in truth.

    Companies have tax numbers that are theirs alone; people have none. Everybody has
    an address: their own, one at a mail provider, or one in a house of many, where two
    have one name only by different names of their mailboxes. What a book knows of
    somebody may be incomplete or spelled in another way, but is never somebody else's.

    :param alike: few names, so that many have the same; else few have
    """

    def __init__(self, seed, size=60, overlap=0.6, *, alike=True):
        self.random = random.Random(seed)
        self.alike = alike
        self.local, self.remote, self.links = [], [], {}
        self.truth = {}
        self.names = set()
        for number in range(size):
            place = self.random.random()
            both = place < overlap
            self.someone(
                number,
                in_odoo=both or place < (1 + overlap) / 2,
                in_xero=both or place >= (1 + overlap) / 2,
            )
        self.random.shuffle(self.local)
        self.random.shuffle(self.remote)
        # the house of many, however few there are
        for post in "xyz":
            other = f"{post}@group.example"
            self.local.append(LocalContact(10**6 + ord(post), post, email=other))
            self.remote.append(RemoteContact(f"only {post}", post * 3, email=other))

    def word(self, few):
        if self.alike:
            return self.random.choice(few)
        return "".join(self.random.choices(SYLLABLES, k=3)).title()

    def someone(self, number, *, in_odoo, in_xero):
        pick = self.random.choice
        if self.random.random() < 0.5:
            name = f"{self.word(FIRST)} {self.word(LAST)}"
            host = pick(["gmail.com", f"p{number}.example"])
            facts = {"email": f"{name.replace(' ', '.').lower()}{number}@{host}"}
        else:
            form = pick(["Ltd", "Limited", "GmbH"])
            name = f"{self.word(TOWNS)} {self.word(TRADES)} {form}"
            host = pick([f"c{number}.example", "group.example"])
            facts = {
                "tax_number": f"GB{100000000 + number * 7919}",
                "email": f"{pick(['info', 'sales'])}{number}@{host}",
            }
        mark = f"uuid-{number}"
        if in_odoo:
            self.local.append(
                LocalContact(
                    number,
                    self.spelled(name),
                    mark=mark,
                    archived=self.random.random() < 0.05,
                    **self.known(facts),
                )
            )
        if in_xero:
            self.in_xero(number, name, facts, mark)

    def known(self, facts):
        """What a book knows: all of it, or only one thing that tells who it is.

        Where many have one name, that is always the same thing. Of two companies of
        one name, one known here by its tax number alone and one there by its address
        alone, nothing could say that they are two; a person could not either.
        """
        if self.random.random() < 0.7:
            return dict(facts)
        kinds = sorted(facts)
        kind = kinds[-1] if self.alike else self.random.choice(kinds)
        return {kind: facts[kind]}

    def spelled(self, name):
        change = self.random.random()
        if change < 0.2:
            return name.upper()
        if change < 0.3:
            return name.replace("Ltd", "Limited")
        if change < 0.4:
            return f" {name} "
        return name

    def in_xero(self, number, name, facts, mark):
        spelled = self.spelled(name)
        status = "ACTIVE"
        if self.random.random() < 0.1:
            status = "ARCHIVED"
        elif spelled.strip().casefold() in self.names:
            spelled = f"{spelled} {number}"  # names of active contacts are unique
        self.names.add(spelled.strip().casefold())
        contact = RemoteContact(
            f"x{number}",
            spelled,
            status=status,
            contact_number=mark if self.random.random() < 0.1 else "",
            **self.known(facts),
        )
        self.remote.append(contact)
        self.truth[number] = contact.id
        if status == "ACTIVE" and self.random.random() < 0.1:
            # it was there twice, and somebody merged them
            twin = replace(
                contact,
                id=f"m{number}",
                status="ARCHIVED",
                merged_to=contact.id,
                contact_number="",
                **self.known(facts),
            )
            self.remote.append(twin)
            if self.random.random() < 0.3:
                self.links[number] = twin.id
        elif self.random.random() < 0.05:
            self.links[number] = contact.id


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([5, 30, 120]))
def test_no_wrong_link(seed, size):
    world = World(seed, size)
    found = match_contacts(world.local, world.remote, world.links)
    assert set(found) == {contact.id for contact in world.local}
    certain = {n: m.remote_id for n, m in found.items() if isinstance(m, Certain)}
    wrong = {n: r for n, r in certain.items() if world.truth.get(n) != r}
    assert not wrong, [(c, found[c.id]) for c in world.local if c.id in wrong]
    assert len(set(certain.values())) == len(certain), "one Xero contact, two links"


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_no_duplicate(seed):
    """Who is in both books is certain or doubtful, never created a second time."""
    world = World(seed, 80)
    found = match_contacts(world.local, world.remote, world.links)
    archived = {contact.id for contact in world.remote if contact.status != "ACTIVE"}
    for contact in world.local:
        if contact.id in world.truth and isinstance(found[contact.id], Nobody):
            theirs = world.truth[contact.id]
            (remote,) = (r for r in world.remote if r.id == theirs)
            known_here = {contact.email, contact.tax_number} - {""}
            known_there = {remote.email, remote.tax_number} - {""}
            named = contact.name.strip().casefold() == remote.name.strip().casefold()
            assert theirs in archived or not (known_here & known_there) or not named


def test_most_are_certain():
    """Being careful is easy: all doubtful is no help."""
    world = World(7, 2000, alike=False)
    found = match_contacts(world.local, world.remote, world.links)
    both = [c.id for c in world.local if c.id in world.truth and not c.archived]
    certain = [n for n in both if isinstance(found[n], Certain)]
    assert len(certain) > 0.75 * len(both), (len(certain), len(both))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.randoms(use_true_random=False))
def test_the_order_plays_no_part(seed, shuffle):
    world = World(seed, 40)
    before = match_contacts(world.local, world.remote, world.links)
    local, remote = list(world.local), list(world.remote)
    shuffle.shuffle(local)
    shuffle.shuffle(remote)
    assert match_contacts(local, remote, dict(reversed(world.links.items()))) == before


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_linking_what_is_certain_changes_nothing(seed):
    """A second run finds what the first one linked, and no more for certain."""
    world = World(seed, 40)
    found = match_contacts(world.local, world.remote, world.links)
    certain = {n: m.remote_id for n, m in found.items() if isinstance(m, Certain)}
    again = match_contacts(world.local, world.remote, world.links | certain)
    for number, remote_id in certain.items():
        assert again[number] == Certain(remote_id, Why.LINK)
