# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Products and services, and Xero items, by their code. Off by default.

Items whose stock Xero counts are left alone: their quantities follow Xero's own bills
and invoices, so a line of ours that named one would move stock.

A sales price in another currency than the books stays where it is. What companies share
is priced in the main company's currency; its cost is each company's own.
"""

from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models import decimals
from ..sync.canonical import Item, values_of
from ..sync.planner import Direction, FieldRule
from ..sync.preflight import Reason
from ..xero.payloads import item as codec

_BLANK = FieldRule(blank_yields=True)
_TWICE = "item_code_twice"
_SIDES = ("description", "purchase_description", "sales_price", "purchase_price")


class XeroResourceItem(models.AbstractModel):
    _name = "xero.resource.item"
    _inherit = "xero.resource"
    _description = "Xero items"

    _endpoint = "Items"
    _odoo_model = "product.product"
    _form = Item
    _policy = "winner_item"
    _sequence = 20
    _tracked = frozenset(
        {
            "default_code",
            "name",
            "description_sale",
            "description_purchase",
            "sale_ok",
            "purchase_ok",
            "lst_price",
            "list_price",
            "standard_price",
            "active",
            "company_id",
        }
    )
    _tracked_also = {
        "product.template": {
            "default_code",
            "name",
            "description_sale",
            "description_purchase",
            "sale_ok",
            "purchase_ok",
            "list_price",
            "standard_price",
            "active",
            "company_id",
            "taxes_id",
        }
    }
    _tracks_created = True
    _reads_first = True
    _field_rules = {
        "description": _BLANK,
        "purchase_description": _BLANK,
        "sales_price": _BLANK,
        "purchase_price": _BLANK,
    }

    def _subjects(self, records):
        if records._name == "product.template":
            records = records.with_context(active_test=False).product_variant_ids
        return records

    def _relevant(self, records):
        """What has a code, or is in Xero already, in the companies that send items.

        And what is held for a code that two have: it may be one of these that no
        longer has it.
        """
        linked = {
            connection.id: set(ids)
            for connection, ids in self.env["xero.link"]._read_group(
                Domain("resource", "=", self._resource_name)
                & Domain("res_model", "=", self._odoo_model)
                & (
                    Domain("res_id", "in", records.ids)
                    | Domain("hold_key", "=", _TWICE)
                )
                & Domain("state", "!=", "retired"),
                ["connection_id"],
                ["res_id:array_agg"],
            )
        }
        found = {}
        connections = self.env["xero.connection"].search(
            [("state", "in", ("connected", "reconnect"))]
        )
        for connection in connections:
            if not self._is_on(connection):
                continue
            known = linked.get(connection.id, set())
            mine = records.filtered(
                lambda r, c=connection, known=known: (
                    r.id not in known
                    and r.active
                    and r.default_code
                    and self._is_of(r, c)
                )
            ) + records.browse(sorted(known))
            if mine:
                found[connection.id] = mine
        return found

    def _is_of(self, product, connection):
        """Whether a product is one of a connection's companies, or shared."""
        company = product.company_id
        return not company or company in connection._companies()

    def _presence(self, record):
        """An archived product says nothing about the item: Xero has no such state."""
        if not record.active or record.type == "combo":
            return "absent"
        return "live"

    def _local_values(self, records):
        return {product.id: self._item(product) for product in records}

    def _item(self, product):
        """Canonical values of a product; no sales price in another currency."""
        item = Item(
            code=(product.default_code or "").strip(),
            name=self._name_of(product),
            description=product.description_sale or "",
            purchase_description=product.description_purchase or "",
            sold=product.sale_ok,
            purchased=product.purchase_ok,
            sales_price=_price(product.lst_price),
            purchase_price=_price(product.standard_price),
        )
        values = values_of(item)
        if not self._is_priced_here(product):
            del values["sales_price"]
        return values

    def _is_priced_here(self, product):
        """Whether a product (or template) has its sales price in the currency of the
        current company's books."""
        return product.currency_id == self.env.company.currency_id

    def _name_of(self, product):
        """The name with what tells this variant from the others."""
        named = product.with_context(display_default_code=False)
        is_variant = product.product_template_attribute_value_ids
        name = named.display_name if is_variant else product.name
        return " ".join((name or "").split())

    def _to_xero(self, values, refs):
        mapped = dict(values)
        # the whole name stays in Odoo, where the page says so
        mapped["name"] = values["name"][: codec.NAME_LIMIT].strip()
        mapped["description"] = _as_stored(values["description"])
        mapped["purchase_description"] = _as_stored(values["purchase_description"])
        for switch, text, price in (
            ("sold", "description", "sales_price"),
            ("purchased", "purchase_description", "purchase_price"),
        ):
            if not values[switch]:
                mapped[text], mapped[price] = "", None
            elif refs and refs.remote and not refs.remote[switch]:
                # switched off there, so Xero says nothing of this side
                mapped[text], mapped[price] = refs.remote[text], refs.remote[price]
        # nor is there a price of what is not sold, where its price stays here
        return {name: mapped[name] for name in values}

    def _preflight(self, record, values, refs):
        code = values["code"]
        if not code:
            refs.hold(
                "item_code",
                self.env._("This product has no internal reference."),
                self.env._("Give it one: Xero knows items by their code."),
            )
        elif len(code) > codec.CODE_LIMIT:
            refs.hold(
                "item_code",
                self.env._(
                    "The internal reference %(code)s has %(count)s characters. Xero "
                    "takes %(limit)s.",
                    code=code,
                    count=len(code),
                    limit=codec.CODE_LIMIT,
                ),
                self.env._("Shorten it: a code is never cut."),
            )
        elif "code" in refs.names:
            self._check_only(record, code, refs)
        for name in ("description", "purchase_description"):
            if len(values[name]) > codec.TEXT_LIMIT:
                refs.hold(
                    "item_text",
                    self.env._(
                        "The description has more than %s characters.",
                        codec.TEXT_LIMIT,
                    ),
                    self.env._("Shorten it."),
                )

    def _check_only(self, record, code, refs):
        """Two products of one code would be one item."""
        found = self._of_codes(refs.connection, [code], refs)
        others = found[code.casefold()] - record
        if others:
            refs.hold(
                _TWICE,
                self.env._(
                    "%(others)s has the same internal reference.",
                    others=", ".join(others.mapped("name")),
                ),
                self.env._("Give one of them another: Xero knows items by it."),
                # looked at as soon as a code changes (_relevant), and in the night
                _TWICE,
            )

    def _of_codes(self, connection, codes, refs=None):
        """Active products of a connection by code, as Xero compares codes.

        :param codes: any spelling; keys of the answer are casefolded
        :param refs: of a batch, for which they are looked up once
        """

        def find():
            return self._ids_by_code(connection)

        known = refs.once("products by code", find) if refs else find()
        products = self.env["product.product"]
        return {
            code.casefold(): products.browse(known.get(code.casefold(), ()))
            for code in codes
        }

    def _ids_by_code(self, connection):
        """Casefolded code to ids of the active products that have it."""
        products = self.env["product.product"]
        query = products._search(
            Domain("default_code", "!=", False)
            & Domain("active", "=", True)
            & Domain("company_id", "in", [False, *connection._companies().ids])
        )
        rows = self.env.execute_query(
            query.select(
                SQL.identifier(query.table, "id"),
                products._field_to_sql(query.table, "default_code", query),
            )
        )
        found = defaultdict(list)
        for product_id, code in rows:
            if code.strip():
                found[code.strip().casefold()].append(product_id)
        return dict(found)

    # ------------------------------------------------------------------
    # whose item it is
    # ------------------------------------------------------------------
    def _match(self, batch, records):
        """The item that has a product's code, where Odoo has that code once."""
        links = {
            link.remote_name.casefold(): link
            for link in self.env["xero.link"].search(
                Domain("connection_id", "=", batch.connection.id)
                & Domain("resource", "=", self._resource_name)
                & Domain("state", "in", ("remote", "held"))
                & Domain("res_id", "=", 0)
                & Domain("remote_id", "!=", False)
                & Domain("is_left_alone", "!=", True)
                & Domain("is_distinct", "!=", True)
            )
            if link.remote_name
        }
        codes = {r.id: (r.default_code or "").strip().casefold() for r in records}
        wanted = {code for code in codes.values() if code in links}
        products = self._of_codes(batch.connection, wanted) if wanted else {}
        return {
            record_id: ("link", links[code].remote_id)
            for record_id, code in codes.items()
            if code in wanted and len(products[code]) == 1
        }

    def _welcome(self, connection, links):
        """By code: the one product that has it, else a new one.

        What somebody decided about it comes first.
        """
        codes = {
            link: (link.remote_payload.get("Code") or "").strip().casefold()
            for link in links
            if not link.is_left_alone
        }
        products = self._of_codes(connection, codes.values())
        decisions = {}
        for link, code in codes.items():
            found = products[code]
            if link.is_distinct:
                found = found.browse()
            if len(found) == 1:
                own = self.env["xero.link"].search(
                    self.env["xero.link"]._local_domain(
                        connection, self._resource_name, found.ids
                    )
                )
                if not own.remote_id:
                    decisions[link.id] = ("link", found)
                    continue
            if found:
                decisions[link.id] = (
                    "doubtful",
                    [
                        {
                            "res_id": product.id,
                            "name": product.display_name,
                            "detail": product.default_code,
                        }
                        for product in found
                    ],
                )
            elif self._creates(connection) and not codec.is_tracked(
                link.remote_payload
            ):
                decisions[link.id] = ("create",)
        return decisions

    def _creates(self, connection):
        return self._direction_of(connection) in ("both", "to_odoo")

    def _make(self, connection, values, refs):
        vals = {"name": values["name"] or values["code"]}
        if not self._is_priced_here(self.env["product.template"].new()):
            # shared, it could not have Xero's price
            vals["company_id"] = connection.company_id.id
        return self._apply(
            self.env["product.product"].create(vals),
            {name: value for name, value in values.items() if name != "name"},
            refs,
        )

    def _left_alone(self, payload):
        if not codec.is_tracked(payload):
            return None
        return Reason(
            "tracked_item",
            self.env._(
                "Xero counts the stock of this item. Such items are left alone: "
                "nothing is changed on either side, and no line carries their code."
            ),
            self.env._(
                "Nothing, unless its stock shall not be counted in Xero any more."
            ),
        )

    def _look_alikes(self, caller, records):
        items = {}
        for payload in caller.read_page("Items").elements:
            items[(payload.get("Code") or "").casefold()] = payload
        found = {}
        for product in records:
            payload = items.get((product.default_code or "").strip().casefold())
            if payload:
                found[product.id] = [
                    {
                        "remote_id": payload["ItemID"],
                        "name": payload["Code"],
                        "detail": payload.get("Name") or "",
                        "payload": payload,
                    }
                ]
        return found

    def _review_here(self, record):
        return f"{record.default_code or ''}\n{self._name_of(record)}"

    def _review_there(self, payload):
        return f"{payload.get('Code') or ''}\n{payload.get('Name') or ''}"

    def _called(self, values):
        return values.get("code")

    def _payload(self, mapped, names, link):
        if link.remote_id and names & {"sold", "purchased"}:
            # what is switched on again goes with its text and price
            product = self.env[self._odoo_model].browse(link.res_id)
            whole = self._to_xero(self._item(product), None)
            mapped = mapped | {name: whole[name] for name in _SIDES if name in whole}
        payload = codec.to_payload(mapped, names)
        # required by Xero, also where it does not change
        payload.setdefault("Code", (link.remote_payload or {}).get("Code"))
        return payload

    def _from_xero(self, payload):
        return codec.from_payload(payload)

    def _apply(self, record, values, refs):
        vals = {}
        for name, field in (
            ("code", "default_code"),
            ("name", "name"),
            ("description", "description_sale"),
            ("purchase_description", "description_purchase"),
            ("sold", "sale_ok"),
            ("purchased", "purchase_ok"),
        ):
            if name in values:
                vals[field] = values[name]
        if "sales_price" in values:
            vals["lst_price"] = float(values["sales_price"] or 0)
        if "purchase_price" in values:
            vals["standard_price"] = float(values["purchase_price"] or 0)
        record.write(vals)
        return record

    def _rules(self, connection, record=None):
        """What a person may not change from afar: names of variants, a cost that
        values stock."""
        rules = super()._rules(connection, record)
        fixed = self._fixed_fields(record) if record else ()
        fields = {
            name: FieldRule(_to_xero(rule.direction), rule.blank_yields)
            if name in fixed
            else rule
            for name, rule in rules.fields.items()
        }
        return type(rules)(fields, rules.winner, rules.whole)

    def _fixed_fields(self, product):
        """Fields that Xero's edit of must not be written here unseen."""
        fixed = set()
        if len(product.product_tmpl_id.product_variant_ids) > 1:
            # the template's: a variant's item must not change its siblings
            fixed |= {"name", "description", "purchase_description"}
            fixed |= {"sold", "purchased", "sales_price"}
        if "is_storable" in product._fields and product.is_storable:
            fixed.add("purchase_price")
        return fixed

    def _has_mark(self, record, payload):
        """Xero has no place for a mark: the same code and name."""
        mapped = self._to_xero(self._item(record), None)
        remote = self._from_xero(payload)
        return (
            remote["code"].casefold() == mapped["code"].casefold()
            and remote["name"] == mapped["name"]
        )

    def _remote_name(self, payload):
        return payload.get("Code") or ""

    def _field_labels(self):
        return {
            "code": self.env._("Internal reference"),
            "name": self.env._("Name"),
            "description": self.env._("Sales description"),
            "purchase_description": self.env._("Purchase description"),
            "sold": self.env._("Sold"),
            "purchased": self.env._("Purchased"),
            "sales_price": self.env._("Sales price"),
            "purchase_price": self.env._("Cost"),
        }

    def _in_words(self, link, name, values, mapped, remote):
        if name in ("sold", "purchased"):
            yes, no = self.env._("yes"), self.env._("no")
            return tuple(yes if side[name] else no for side in (values, remote))
        return super()._in_words(link, name, values, mapped, remote)

    # ------------------------------------------------------------------
    # what others ask
    # ------------------------------------------------------------------
    def _item_code(self, product, refs):
        """The ItemCode of a line with this product, "" if it has none.

        Only of a linked item whose stock Xero does not count.

        :param product: a ``product.product``
        :param refs: of the run; ``refs.prefetch("item", products)`` saves queries
        """
        if not product:
            return ""
        link = refs.link(self._resource_name, product)
        payload = link.remote_payload if link else None
        if not payload or not link.remote_id or codec.is_tracked(payload):
            return ""
        return payload.get("Code") or ""


def _to_xero(direction):
    """The part of a direction that leads to Xero."""
    if direction in (Direction.BOTH, Direction.TO_XERO):
        return Direction.TO_XERO
    return Direction.COMPARE


def _price(number):
    price = decimals.decimal(number, codec.PRICE_PLACES)
    return price if price else None


def _as_stored(text):
    return text.replace("\r\n", "\n").strip()
