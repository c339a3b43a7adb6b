# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Death at every commit boundary and inside every write, and what comes after it.

Each test is one scene: what the user did, for one record or for a batch of fifty. A dry
run says where a run of this scene may die; then it dies at each of these places, and
inside each write the answer is lost on the wire as well. The next run finds the key of
an open request still young, or too old to be sent again.
"""

from dataclasses import dataclass

import pytest

from . import books, kills, play, promises

FEW, MANY = 3, 50


@dataclass
class Scene:
    """What users do in a scene, again and again.

    :param what: resources that take part, first what the others need
    :param operation: ``create`` or ``update``
    """

    lab: object
    xero: object
    what: tuple[str, ...]
    operation: str
    count: int

    def prepare(self):
        """Books in which the scene can be played; strangers stand in Xero before."""
        lab, xero = self.lab, self.xero
        with lab.env() as env:
            self.connection_id = books.connect(env, xero).id
            moves = env["account.move"].search([("state", "=", "posted")])
            moves = moves.sorted("id")[: self.count]
            partners = moves.partner_id.sorted("id")
            self.moves, self.partners = moves.ids, partners.ids
            # forgotten by the first run: each has to commit as often as the dry one
            env["xero.freed"].search([]).unlink()
        if self.operation == "update" or self.what == ("invoice",):
            self._note("contact", self.partners)
            books.sync(lab)
        if self.operation == "update" and "invoice" in self.what:
            self._note("invoice", self.moves)
            books.sync(lab)
        self.turn = 0
        self.strangers = self._strangers()

    def _note(self, resource, ids):
        with self.lab.env() as env:
            connection = env["xero.connection"].browse(self.connection_id)
            env["xero.change"]._note(connection, resource, ids)

    # ------------------------------------------------------------------
    # strangers
    # ------------------------------------------------------------------
    def _strangers(self):
        """Records in Xero that look like ours in everything but the mark."""
        lab, xero = self.lab, self.xero
        contact_ids = dict(
            lab.sql("SELECT res_id, remote_id FROM xero_link WHERE resource='contact'")
        )
        with lab.env(commit=False) as env:
            partners = env["res.partner"].browse(self.partners)
            contacts = xero.api(
                "PUT",
                "Contacts",
                {
                    "Contacts": [
                        {
                            "Name": f"{partner.name} Ltd",
                            "EmailAddress": partner.email,
                            "ContactNumber": f"other-{partner.id}",
                        }
                        for partner in partners[:5]
                    ]
                },
            )["Contacts"]
            invoices = xero.api(
                "PUT",
                "Invoices",
                {
                    "Invoices": [
                        {
                            "Type": "ACCREC",
                            "Contact": {
                                "ContactID": contact_ids.get(
                                    move.partner_id.id, contacts[0]["ContactID"]
                                )
                            },
                            "InvoiceNumber": f"{move.name}-X",
                            "Reference": move.ref or "",
                            "Date": str(move.invoice_date),
                            "DueDate": str(move.invoice_date_due),
                            # of the same record of another database
                            "Url": "https://elsewhere.example/accounting_link/"
                            f"00000000/account.move/{move.id}",
                            "LineItems": [
                                {
                                    "Description": line.name,
                                    "Quantity": 1,
                                    "UnitAmount": line.price_unit,
                                    "AccountCode": "200",
                                    "TaxType": "OUTPUT2",
                                }
                                for line in move.invoice_line_ids
                            ],
                            "Status": "AUTHORISED",
                        }
                        for move in env["account.move"].browse(self.moves[:5])
                    ]
                },
            )["Invoices"]
        return {
            "ContactID": self._read("Contacts", "ContactID", contacts),
            "InvoiceID": self._read("Invoices", "InvoiceID", invoices),
        }

    def _read(self, endpoint, key, elements):
        wanted = {element[key] for element in elements}
        return [e for e in self.xero.everything(endpoint) if e[key] in wanted]

    # ------------------------------------------------------------------
    # what the users do
    # ------------------------------------------------------------------
    def stir(self):
        """Do it (once more); afterwards a run has this scene before it."""
        self.turn += 1
        with self.lab.env() as env:
            connection = env["xero.connection"].browse(self.connection_id)
            books.sign_in(env, self.xero, connection)
        if self.operation == "create":
            if self.turn > 1:
                self._forget()
            # documents bring their contacts with them
            name = self.what[-1]
            self._note(name, self.moves if name == "invoice" else self.partners)
            return
        with self.lab.env() as env:
            if "contact" in self.what:
                partners = env["res.partner"].browse(self.partners)
                partners.write({"email": f"accounts{self.turn}@example.com"})
            if "invoice" in self.what:
                moves = env["account.move"].browse(self.moves)
                moves.write({"ref": f"Order {self.turn}"})
                moves[0].invoice_date_due = f"2026-11-{self.turn % 28 + 1:02}"

    def _forget(self):
        """As if nothing had ever been sent: what the last turn made in Xero becomes
        other people's, its numbers and marks are free again."""
        names = tuple(self.what)
        linked = dict.fromkeys(("invoice", "contact"), ())
        for resource, remote_id in self.lab.sql(
            "DELETE FROM xero_link WHERE resource IN %s RETURNING resource, remote_id",
            names,
        ):
            linked[resource] = (*linked[resource], remote_id)
        self.lab.sql("DELETE FROM xero_request")
        if linked["invoice"]:
            self.xero.api(
                "POST",
                "Invoices",
                {
                    "Invoices": [
                        {
                            "InvoiceID": remote_id,
                            "InvoiceNumber": f"USED-{self.turn}-{number}",
                            "Url": "https://elsewhere.example/",
                        }
                        for number, remote_id in enumerate(linked["invoice"])
                    ]
                },
            )
        if linked["contact"]:
            self.xero.api(
                "POST",
                "Contacts",
                {
                    "Contacts": [
                        {
                            "ContactID": remote_id,
                            "Name": f"Used {self.turn} {number}",
                            "ContactNumber": f"used-{self.turn}-{number}",
                        }
                        for number, remote_id in enumerate(linked["contact"])
                    ]
                },
            )

    # ------------------------------------------------------------------
    # after
    # ------------------------------------------------------------------
    def recovered(self, old):
        """Let the next runs do their work, and see whether all promises were kept."""
        play.recover(self.lab, self.xero, old)
        self._calls_were_few()
        both = self.what == ("invoice",) or "contact" in self.what
        promises.in_step(
            self.lab,
            self.xero,
            self.partners if both else [],
            self.moves if "invoice" in self.what else [],
        )
        for key, before in self.strangers.items():
            promises.untouched(self.xero, key, before)

    def _calls_were_few(self):
        """Recovery is a matter of batches too: a resource is looked up or read again
        (fifty in two calls, before and after), and written once."""
        calls = self.xero.calls()
        writes = [call for call in calls if call["method"] != "GET"]
        assert len(writes) <= len(self.what), len(writes)
        assert len(calls) <= 5 * len(self.what), len(calls)

    @property
    def open_requests(self):
        return self.lab.sql("SELECT id FROM xero_request WHERE state = 'open'")


#: What takes part, and how many of each. Fifty documents together with their fifty
#: contacts go through the boundaries of the contacts and then, the contacts being
#: known, those of the documents: both are played on their own.
SCENES = [
    pytest.param(
        what,
        operation,
        count,
        id=f"{'+'.join(what)}-{operation}-{count}",
        # how many there are matters to what is made anew, one kind stands for both
        marks=pytest.mark.slow
        if count == MANY and (what, operation) != (("invoice",), "create")
        else (),
    )
    for what, counts in (
        (("contact",), (1, MANY)),
        (("invoice",), (1, MANY)),
        (("contact", "invoice"), (FEW,)),
    )
    for operation in ("create", "update")
    for count in counts
]


@pytest.mark.parametrize(("what", "operation", "count"), SCENES)
def test_death(stocked, xero, subtests, what, operation, count):
    scene = Scene(stocked, xero, what, operation, count)
    scene.prepare()
    scene.stir()
    kinds = stocked.run_in_child(kills.run_watched)
    assert kinds.count(kills.AFTER_STORE) == len(what), kinds
    scene.recovered(old=False)
    for boundary in kills.boundaries(kinds, every=count < MANY):
        for old in (False, True):
            with subtests.test(died_at=str(boundary), old=old):
                scene.stir()
                child = stocked.fork(kills.run_watched, boundary)
                child.wait()
                assert child.killed, "lived on"
                unanswered = scene.open_requests
                scene.recovered(old)
            if not unanswered:
                break  # age matters to open requests only
    for number in range(1, len(what) + 1):
        for old in (False, True):
            with subtests.test(answer_lost=number, old=old):
                scene.stir()
                for method in ("PUT", "POST"):
                    xero.fault("drop_answer", method=method, nth=number)
                stocked.run_in_child(kills.run_watched)
                assert sum(xero.hits()) == 1
                xero.heal()
                assert scene.open_requests
                scene.recovered(old)
