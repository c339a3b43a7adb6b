# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How long it takes to find out who is who among two whole books."""

import time

from ..namesakes import books

SIZES = (1250, 2500, 5000)
NAMES = {
    f"match_seconds_{size}": f"seconds (CPU) to match {size} partners and contacts"
    for size in SIZES
}


def measure(_lab):
    """Both directions, as the engine asks for them."""
    from odoo.addons.xero_connector.resources.contact_found import Found
    from odoo.addons.xero_connector.sync.matching import LocalContact, RemoteContact

    figures = {}
    for size in SIZES:
        truth = books(size)
        partners = {
            number: LocalContact(
                id=number,
                name=one.name,
                email=one.email,
                tax_number=one.tax_number,
                archived=one.fate == "archived",
            )
            for number, one in enumerate(truth.partners, 1)
        }
        ids = {one.name: f"x{n}" for n, one in enumerate(truth.contacts)}
        contacts = {
            ids[one.name]: RemoteContact(
                id=ids[one.name],
                name=one.name,
                email=one.email,
                tax_number=one.tax_number,
                status="ARCHIVED" if one.fate else "ACTIVE",
                merged_to=ids.get(one.heir, ""),
            )
            for one in truth.contacts
        }
        began = time.process_time()
        Found(partners, contacts, {}, set())
        figures[f"match_seconds_{size}"] = round(time.process_time() - began, 2)
    return figures
