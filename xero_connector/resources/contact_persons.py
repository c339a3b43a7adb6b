# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The people of a contact: Odoo's child contacts, Xero's ContactPersons."""

from odoo import models

from ..sync import people
from ..sync.canonical import Person
from .contact_email import first_address, with_first_address


class XeroResourceContact(models.AbstractModel):
    _inherit = "xero.resource.contact"

    def _children_of(self, partner):
        """Odoo's people of a company, first made first; addresses are none."""
        return partner.child_ids.filtered(
            lambda child: (
                child.active
                and child.type == "contact"
                and not child.is_company
                and child.name
            )
        ).sorted("id")

    def _persons_of(self, partner):
        return tuple(map(self._person, self._children_of(partner)))

    def _person(self, partner):
        first, last = people.divide(partner.name or "")
        return Person(first, last, first_address(partner.email))

    def _own_names(self, partner):
        """First and last name of a partner that is a person, blank for a company."""
        if partner.is_company:
            return "", ""
        return people.divide(partner.name or "")

    def _map_names(self, values, remote):
        """First and last name as Xero should have them.

        Ours only where Xero's contact is that person: else it is somebody at the
        contact, whom Odoo does not know, and stays.
        """
        first, last = values["first_name"], values["last_name"]
        if not remote:
            return first, last
        theirs = remote["first_name"], remote["last_name"]
        if not first and not last:
            return theirs
        if any(theirs) and not _same(people.join(*theirs), remote["name"]):
            return theirs
        return people.divide(people.join(first, last), *theirs)

    def _apply_persons(self, record, persons, base):
        """Make the people here what Xero says.

        Who was never in Xero (a sixth person) stays as is; who was taken away there is
        archived, never deleted: documents may name them.

        :param base: Xero's people when both last agreed
        """
        children = self._children_of(record)
        ours = [self._person(child) for child in children]
        places = people.pair(persons, ours)
        for person, place in zip(persons, places, strict=True):
            child = record.browse() if place is None else children[place]
            email = with_first_address(child.email, person.email)
            vals = {
                "name": people.join(person.first_name, person.last_name)
                or person.email,
                "email": email or False,
            }
            if place is None:
                self.env["res.partner"].create(
                    {**vals, "parent_id": record.id, "type": "contact"}
                )
                continue
            child.write(
                {
                    name: value
                    for name, value in vals.items()
                    if (child[name] or False) != value
                }
            )
        left = [number for number in range(len(ours)) if number not in places]
        known = people.pair([ours[number] for number in left], base)
        for number, place in zip(left, known, strict=True):
            if place is not None:
                children[number].active = False

    def _agreed(self, name, here, there):
        """Somebody here whom Xero does not have was not agreed on: he is sent."""
        if name != "persons":
            return super()._agreed(name, here, there)
        places = people.pair(there, here)
        return tuple(one for place, one in enumerate(here) if place in places)


def _same(one, other):
    return one.casefold() == other.casefold()
