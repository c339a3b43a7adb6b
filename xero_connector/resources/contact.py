# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Partners and Xero contacts. The commercial entity is the contact."""

from dataclasses import replace

from odoo import models
from odoo.fields import Domain

from ..sync import names, people, tax_number
from ..sync.canonical import Address, Contact, decode, values_of
from ..sync.planner import FieldRule
from ..xero.payloads import contact as codec
from .contact_email import first_address, with_first_address

_BLANK = FieldRule(blank_yields=True)
#: what people call a country, to its code
_CODES = {"UK": "GB", "USA": "US", "UAE": "AE"}
_ADDRESS = ("street", "street2", "city", "state_id", "zip", "country_id")


class XeroResourceContact(models.AbstractModel):
    """Created when the first document needs it; leads and users never travel."""

    _name = "xero.resource.contact"
    _inherit = "xero.resource"
    _description = "Xero contacts"

    _endpoint = "Contacts"
    _odoo_model = "res.partner"
    _form = Contact
    _policy = "winner_contact"
    _sequence = 10
    _tracked = frozenset(
        {
            "name",
            "email",
            "phone",
            "vat",
            "company_registry",
            "ref",
            "active",
            "is_company",
            "parent_id",
            "child_ids",
            "type",
            "property_payment_term_id",
            "property_supplier_payment_term_id",
            "property_purchase_currency_id",
            "specific_property_product_pricelist",
            *_ADDRESS,
        }
    )
    #: a person who is added to a company that Xero knows
    _tracks_created = True
    _reads_first = True
    _field_rules = {
        "first_name": _BLANK,
        "last_name": _BLANK,
        "email": _BLANK,
        "phone": _BLANK,
        "address": _BLANK,
        "delivery_address": _BLANK,
        "tax_number": _BLANK,
        "company_number": _BLANK,
        "account_number": _BLANK,
        "sales_terms": _BLANK,
        "bill_terms": _BLANK,
        "currency": _BLANK,
        "persons": _BLANK,
    }

    def _open_query(self):
        return {"include_hidden": True}

    def _subjects(self, records):
        entities = records.commercial_partner_id
        parts = records - entities
        own = parts.filtered(self._is_colleague) | self._parts_in_xero(parts)
        return own | entities

    def _is_colleague(self, partner):
        """Whether it is a part of a company of this database: what such a person gets
        back for expenses Odoo owes to the person, not to the company itself."""
        entity = partner.commercial_partner_id
        return partner != entity and bool(entity.sudo().ref_company_ids)

    def _relevant(self, records):
        """A change matters once Xero knows the partner; documents bring new ones."""
        groups = self.env["xero.link"]._read_group(
            Domain("resource", "=", "contact")
            & Domain("res_model", "=", "res.partner")
            & Domain("res_id", "in", records.ids)
            & Domain("state", "!=", "retired")
            & Domain("connection_id.state", "in", ("connected", "reconnect")),
            ["connection_id"],
            ["res_id:array_agg"],
        )
        return {
            connection.id: records.browse(ids)
            for connection, ids in groups
            if self._is_on(connection)
        }

    def _presence(self, record):
        own = record == record.commercial_partner_id or self._is_colleague(record)
        return "live" if own else "absent"

    def _local_values(self, records):
        values = {}
        for partner in records:
            values[partner.id] = values_of(self._contact(partner))
            if self._has_several_deliveries(partner):
                del values[partner.id]["delivery_address"]
        return values

    def _contact(self, partner):
        """A partner in canonical form, in Odoo's terms."""
        first_name, last_name = self._own_names(partner)
        return Contact(
            name=codec.clean_name(partner.name or ""),
            first_name=first_name,
            last_name=last_name,
            # a text without an address is kept as it stands, to be told from none
            email=first_address(partner.email) or (partner.email or "").strip(),
            phone=(partner.phone or "").strip(),
            address=self._address_of(partner),
            delivery_address=self._address_of(self._deliveries_of(partner)[:1]),
            tax_number="" if partner.vat in (False, "/") else partner.vat,
            company_number=partner.company_registry or "",
            account_number=partner.ref or "",
            currency=self._currency_of(partner),
            archived=not partner.active,
            persons=self._persons_of(partner),
            **self._terms_of(partner),
        )

    def _address_of(self, partner):
        return Address(
            street=partner.street or "",
            street2=partner.street2 or "",
            city=partner.city or "",
            region=partner.state_id.name or "",
            postcode=partner.zip or "",
            country=partner.country_id.code or "",
        )

    def _to_xero(self, values, refs):
        mapped = dict(values)
        if refs.own:
            mapped["name"] = refs.own._name_in_xero(values["name"])
        mapped["email"] = first_address(values["email"])
        mapped |= self._written_otherwise(mapped, refs)
        mapped["address"] = self._map_address("address", values, refs)
        if "delivery_address" in values:
            mapped["delivery_address"] = self._map_delivery(values, refs)
        mapped["first_name"], mapped["last_name"] = self._map_names(values, refs.remote)
        mapped["persons"] = people.arrange(
            values["persons"], refs.remote.get("persons", ())
        )
        for name in ("sales_terms", "bill_terms"):
            mapped[name] = self._map_terms(name, values, refs.remote)
        mapped["currency"] = self._map_currency(values, refs)
        if not values["name"]:
            refs.hold(
                "contact_name",
                self.env._("This contact has no name."),
                self.env._("Give it a name: Xero knows contacts by their name."),
            )
        return mapped

    def _map_address(self, name, values, refs):
        """An address, by its name in the form, as Xero should have it.

        The same country or region in other words (*UK*) is no edit. One that Odoo does
        not know stays there, as long as neither side changes it: another street says
        nothing of it.
        """
        address = values[name]
        ours = replace(address, country=self._country_name(address.country, refs))
        theirs = refs.remote.get(name)
        if not theirs:
            return ours
        country = refs.once(
            ("country", theirs.country), lambda: self._country(theirs.country)
        )
        region = refs.once(
            ("region", country, theirs.region),
            lambda: self._region(country, theirs.region),
        )
        bases = refs.own and refs.own.base_local and refs.own.base_remote
        here, there = (
            decode(Contact, base).get(name, Address())
            for base in (
                (refs.own.base_local, refs.own.base_remote) if bases else (None, None)
            )
        )
        if country.code == address.country or (
            bases and not country and _unmoved("country", address, here, theirs, there)
        ):
            ours = replace(ours, country=theirs.country or ours.country)
        if (region.name or "") == address.region or (
            bases and not region and _unmoved("region", address, here, theirs, there)
        ):
            ours = replace(ours, region=theirs.region or ours.region)
        return ours

    def _written_otherwise(self, mapped, refs):
        """What says the same in other letters keeps Xero's: no edit, and no finding.

        Names and addresses only until both once agreed: afterwards other capitals are
        somebody's edit.
        """
        remote, same = refs.remote, {}
        if not remote:
            return same
        ours = tax_number.parse(mapped["tax_number"])
        theirs = tax_number.parse(remote["tax_number"])
        if ours and theirs and ours.agrees(theirs):
            same["tax_number"] = remote["tax_number"]
        if refs.own and not refs.own.base_remote:
            if names.same_key(mapped["name"]) == names.same_key(remote["name"]):
                same["name"] = remote["name"]
            if mapped["email"].casefold() == remote["email"].casefold():
                same["email"] = remote["email"]
        return same

    def _preflight(self, record, values, refs):
        if refs.remote.get("archived"):
            refs.hold(
                "contact_archived",
                self.env._(
                    "The contact is archived in Xero, which lets nobody edit it."
                ),
                self.env._("Restore it in Xero, then press Sync to Xero."),
            )

    def _payload(self, mapped, names, link):
        return codec.to_payload(mapped, names, link.remote_payload)

    def _from_xero(self, payload):
        return codec.from_payload(payload)

    def _apply(self, record, values, refs):
        vals = {}
        for name, field in (
            ("name", "name"),
            ("phone", "phone"),
            ("tax_number", "vat"),
            ("company_number", "company_registry"),
            ("account_number", "ref"),
        ):
            if name in values:
                vals[field] = values[name] or False
        if "email" in values:
            text = with_first_address(record.email, values["email"])
            vals["email"] = text or False
        if "archived" in values:
            vals["active"] = not values["archived"]
        if "address" in values:
            vals.update(self._address_values(values["address"]))
        vals.update(self._term_vals(values))
        if "currency" in values:
            vals.update(self._currency_vals(values["currency"]))
        record.write(vals)
        if "delivery_address" in values:
            self._apply_delivery(record, values["delivery_address"])
        if "persons" in values:
            self._apply_persons(record, values["persons"], refs.base.get("persons", ()))
        return record

    def _address_values(self, address):
        """Odoo's address fields; an unknown country is left as it is here."""
        vals = {
            "street": address.street or False,
            "street2": address.street2 or False,
            "city": address.city or False,
            "zip": address.postcode or False,
        }
        country = self._country(address.country)
        if country or not address.country:
            vals["country_id"] = country.id
            vals["state_id"] = self._region(country, address.region).id
        return vals

    def _country_name(self, code, refs):
        """What a country is called in Xero."""
        if not code:
            return ""
        countries = self.env["res.country"]
        return refs.once(
            ("country code", code),
            lambda: countries.search([("code", "=", code)], limit=1).name or "",
        )

    def _country(self, said):
        """The country that Xero names, in the connection's language or in English."""
        countries = self.env["res.country"]
        if not said:
            return countries
        code = _CODES.get(said.upper(), said.upper())
        if len(code) == 2:  # a longer one would be cut to two
            known = countries.search([("code", "=", code)])
            if known:
                return known
        named = [("name", "=ilike", said)]
        return (
            countries.search(named, limit=1)
            or countries.with_context(lang="en_US").search(named, limit=1)
        ).with_env(self.env)

    def _region(self, country, said):
        states = self.env["res.country.state"]
        if not (country and said):
            return states
        return states.search(
            Domain("country_id", "=", country.id)
            & (Domain("name", "=ilike", said) | Domain("code", "=ilike", said)),
            limit=1,
        )

    def _mark(self, record):
        """ContactNumber: unique, written only by the API, shown nowhere in Xero."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return {"ContactNumber": self._mark_text(uuid, record.id)}

    def _mark_text(self, uuid, partner_id):
        return f"{uuid}-{partner_id}"[:50]

    def _remote_name(self, payload):
        return payload.get("Name") or ""

    def _field_labels(self):
        return {
            "name": self.env._("Name"),
            "first_name": self.env._("First name"),
            "last_name": self.env._("Last name"),
            "email": self.env._("E-mail"),
            "phone": self.env._("Phone"),
            "address": self.env._("Address"),
            "delivery_address": self.env._("Delivery address"),
            "tax_number": self.env._("Tax number"),
            "company_number": self.env._("Company number"),
            "account_number": self.env._("Account number"),
            "archived": self.env._("Archived"),
            "persons": self.env._("People"),
        }

    def _in_words(self, link, name, values, mapped, remote):
        if name == "archived":
            yes, no = self.env._("yes"), self.env._("no")
            return tuple(yes if side[name] else no for side in (values, remote))
        return super()._in_words(link, name, values, mapped, remote)

    def _look_alikes(self, caller, records):
        found = {}
        for partner in records:
            name = codec.clean_name(partner.name or "")
            number = self._mark(partner)["ContactNumber"]
            found[partner.id] = self._named(caller, "Name", name) or self._named(
                caller, "ContactNumber", number
            )
        return found

    def _named(self, caller, key, wanted):
        """Candidates whose name or number is the wanted one, as Xero compares them."""
        # not by `where`: how a quote inside its text is written nobody documents
        page = caller.read_page("Contacts", searchTerm=wanted)
        return [
            {
                "remote_id": payload["ContactID"],
                "name": payload.get("Name"),
                "detail": payload.get("EmailAddress") or "",
                "payload": payload,
            }
            for payload in page.elements
            if (payload.get(key) or "").casefold() == wanted.casefold()
        ]


def _unmoved(name, ours, here, theirs, there):
    """Whether neither side changed this part since both agreed."""
    return getattr(ours, name) == getattr(here, name) and (
        getattr(theirs, name) == getattr(there, name)
    )
