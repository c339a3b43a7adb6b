# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What invoices, bills and credit notes have in common."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from odoo import models
from odoo.tools import format_date

from ..models.decimals import amount, decimal
from ..sync import canonical, money
from ..sync.canonical import Document, Line, values_of
from ..sync.planner import Direction, FieldRule
from ..xero import const
from ..xero.payloads import document as codec

_OURS = FieldRule(Direction.TO_XERO)
_WATCH = FieldRule(Direction.COMPARE)
#: end of the number of one that is about to be voided
_FREED = " (cancelled {})"
#: how much is settled, in Xero's payload
_SETTLED = ("AmountDue", "AmountPaid", "AmountCredited", "RemainingCredit")


class XeroResourceDocument(models.AbstractModel):
    """Amounts come from the ledger, never from adding up what lines display.

    Xero's answer is compared with them: a document whose stored total is a cent off is
    shown as different, whatever was predicted.
    """

    _name = "xero.resource.document"
    _inherit = "xero.resource"
    _description = "Xero documents"

    _form = Document
    _policy = "winner_document"
    _whole = True
    _voids_deleted = True
    _carries_files = True
    _sequence = 30
    _tracked = frozenset(
        {"state", "ref", "invoice_date_due", "name", "partner_id", "narration"}
    )
    _tracked_also = {
        "account.move.line": frozenset(
            {"name", "account_id", "analytic_distribution", "product_id"}
        )
    }
    #: move types of account.move that this resource carries
    _move_types = ()
    #: Xero's Type
    _kind = None
    #: only sales invoices may carry a discount rate
    _discounts = False
    #: ``sale`` or ``purchase``: whose taxes, accounts and default status
    _type_tax_use = "sale"
    #: Xero refuses a second document of that number, also of a voided one's
    _unique_number = True
    _field_rules = {
        "kind": _WATCH,
        "number": _OURS,
        "contact": _OURS,
        "date": _OURS,
        "currency": _WATCH,
        "rate": _OURS,
        "lines": _OURS,
        "status": _OURS,
        "subtotal": _WATCH,
        "tax": _WATCH,
        "total": _WATCH,
    }

    # ------------------------------------------------------------------
    # which documents
    # ------------------------------------------------------------------
    def _features(self, connection):
        """A document names its contact: it has to be found at least."""
        features = super()._features(connection)
        return features | {"contacts.read"} if features else features

    def _subjects(self, records):
        if records._name == "account.move.line":
            records = records.move_id
        return records.filtered(lambda move: move.move_type in self._move_types)

    def _relevant(self, records):
        live = self.env["xero.connection"]._live_by_company()
        found = defaultdict(records.browse)
        unposted = records.browse()
        for move in records:
            connection_id = live.get(move.company_id.id)
            if not connection_id:
                continue
            if move.state == "posted":
                found[connection_id] |= move
            else:
                unposted |= move
        if unposted:
            for link in self.env["xero.link"].search(
                [
                    ("resource", "=", self._resource_name),
                    ("res_model", "=", self._odoo_model),
                    ("res_id", "in", unposted.ids),
                    ("state", "!=", "retired"),
                ]
            ):
                found[link.connection_id.id] |= records.browse(link.res_id)
        return {
            connection_id: moves
            for connection_id, moves in found.items()
            if self._is_on(self.env["xero.connection"].browse(connection_id))
        }

    def _rules(self, connection, record=None):
        rules = super()._rules(connection, record)
        if record and len(self._instalments(record)) > 1:
            # Xero knows one due date: it cannot say anything about several
            return replace(rules, fields={**rules.fields, "due_date": _OURS})
        return rules

    def _is_mine(self, payload):
        return payload.get("Type") == self._kind

    def _backfill_domain(self, connection):
        return [
            ("company_id", "in", connection._companies().ids),
            ("move_type", "in", self._move_types),
            ("state", "=", "posted"),
        ]

    def _open_query(self):
        statuses = (const.DRAFT, const.SUBMITTED, const.AUTHORISED)
        if self._endpoint == "Invoices":
            return {"Statuses": list(statuses)}
        return {"where": " OR ".join(f'Status=="{status}"' for status in statuses)}

    def _gist(self, payload):
        # what settles it moves these, and brings or takes allocations
        amounts = [str(payload.get(name)) for name in _SETTLED]
        inside = [one.get("AllocationID") for one in payload.get("Allocations") or ()]
        return super()._gist(payload), amounts, inside

    def _sweep_domain(self, connection, model):
        domain = [("company_id", "in", connection._companies().ids)]
        if model == "account.move.line":
            return [*domain, ("move_id.move_type", "in", self._move_types)]
        if self._odoo_model == "account.move":
            return [*domain, ("move_type", "in", self._move_types)]
        return domain

    def _presence(self, record):
        if record.move_type not in self._move_types:
            return "absent"
        return {"posted": "live", "draft": "suspended", "cancel": "void"}[record.state]

    def _dependencies(self, records):
        return {
            move.id: [("contact", move.commercial_partner_id)]
            for move in records
            if move.commercial_partner_id
        }

    # ------------------------------------------------------------------
    # Odoo -> canonical
    # ------------------------------------------------------------------
    def _local_values(self, records):
        agreed = self._agreed_dates(records)
        if records._name == "account.move":  # an expense has no lines of its own
            # Odoo works out one document after the other; a filtered recordset has
            # forgotten what it could be read with
            records.line_ids.fetch(["tax_ids", "tax_tag_ids"])
        return {move.id: self._document(move, agreed.get(move.id)) for move in records}

    def _document(self, move, agreed_date=None):
        company_currency = move.company_id.currency_id
        foreign = move.currency_id != company_currency
        return values_of(
            Document(
                kind=self._kind,
                contact=str(move.commercial_partner_id.id or ""),
                number=self._number(move),
                reference=self._reference(move),
                date=agreed_date or self._day(move),
                due_date=self._due_date(move),
                currency=move.currency_id.name,
                rate=decimal(move.invoice_currency_rate, 6) if foreign else None,
                status="void" if move.state == "cancel" else "open",
                lines=self._lines(move),
                subtotal=amount(move.amount_untaxed),
                tax=amount(move.amount_tax),
                total=amount(move.amount_total),
            )
        )

    def _day(self, move):
        """The date on the paper; Odoo may book it on a later one."""
        return move.invoice_date or move.date

    def _number(self, move):
        return move.name or ""

    def _reference(self, move):
        return (move.ref or "")[: codec.REFERENCE_LIMIT]

    def _due_date(self, move):
        """With instalments the earliest that is unpaid: Xero knows one due date."""
        terms = self._instalments(move)
        unpaid = terms.filtered(lambda aml: not aml.reconciled)
        if len(terms) > 1 and unpaid:
            return min(unpaid.mapped("date_maturity"))
        return move.invoice_date_due or move.invoice_date or move.date

    def _instalments(self, move):
        return move.line_ids.filtered(lambda aml: aml.display_type == "payment_term")

    def _lines(self, move):
        """The document's lines in reading order, with the ledger's own amounts."""
        base_lines, _tax_lines = move._get_rounded_base_and_tax_lines()
        by_line = {base["record"]: base for base in base_lines}
        shown = move.invoice_line_ids.sorted(lambda aml: (aml.sequence, aml.id))
        lines = []
        for aml in shown:
            base = by_line.pop(aml, None)
            if base is not None:
                lines.append(self._amount_line(aml, base))
            elif text := (aml.name or "").strip():
                lines.append(Line(text, kind="text", key=str(aml.id)))
        lines += [self._amount_line(aml, base) for aml, base in by_line.items()]
        return self._with_all_tax(lines, amount(move.amount_tax))

    def _amount_line(self, aml, base):
        details = base["tax_details"]
        net = amount(
            details["total_excluded_currency"]
            + details["delta_total_excluded_currency"]
        )
        taxes = base["tax_ids"].flatten_taxes_hierarchy()
        quantity = decimal(base["quantity"], 6)
        discount = decimal(base["discount"], 6)
        if any(tax.price_include for tax in taxes) or base["special_mode"]:
            # the price holds tax: what is left of it per piece
            unit = money.unit_price(net, quantity, discount)
        else:
            unit = decimal(base["price_unit"], 10)
        figures = money.MoneyLine(
            quantity=quantity,
            unit_amount=unit,
            discount=discount,
            net=net,
            tax_amount=amount(
                sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
            ),
            rate=Decimal(0),
        )
        counted = ""
        sent = money.natural(figures, self._discounts)
        if sent is None:
            sent = money.as_one(figures)
            if quantity != 1:
                counted = f" ({quantity.normalize():f} ×)"
        room = codec.DESCRIPTION_LIMIT - len(counted)
        return Line(
            description=self._line_text(aml)[:room].rstrip() + counted,
            quantity=sent.quantity,
            unit_amount=sent.unit_amount,
            discount=sent.discount,
            net=net,
            tax_amount=figures.tax_amount,
            account=str(aml.account_id.id or ""),
            taxes=tuple(sorted(str(tax_id) for tax_id in base["tax_ids"].ids)),
            item=str(aml.product_id.id or ""),
            key=str(aml.id),
        )

    def _line_text(self, aml):
        """Xero wants at least one character on every line."""
        text = (aml.name or aml.product_id.display_name or "").strip()
        return text or self.env._("Item")

    def _with_all_tax(self, lines, total):
        """Lines whose taxes add up: *biggest tax* cash rounding is on no line."""
        gap = total - sum((line.tax_amount for line in lines), Decimal(0))
        if gap:
            position = max(
                range(len(lines)), key=lambda index: abs(lines[index].tax_amount)
            )
            line = lines[position]
            lines[position] = replace(line, tax_amount=line.tax_amount + gap)
        return tuple(lines)

    # ------------------------------------------------------------------
    # canonical -> Xero
    # ------------------------------------------------------------------
    def _to_xero(self, values, refs):
        connection = refs.connection
        mapped = {name: value for name, value in values.items() if name != "contact"}
        if values["contact"]:
            contact = refs.remote_id("contact", int(values["contact"]))
            if contact:
                mapped["contact"] = contact
        mapped["status"] = self._mapped_status(values, refs)
        mapped["lines"] = tuple(
            self._mapped_line(line, connection, refs) for line in values["lines"]
        )
        if values["contact"] == "":
            refs.hold(
                "contact_missing",
                self.env._("The document has no customer or supplier."),
                self.env._("Choose one: Xero keeps no document without a contact."),
            )
        return mapped

    def _mapped_status(self, values, refs):
        """An approver in Xero decides: a draft there that we made is no difference."""
        if values["status"] != "open":
            return values["status"]
        there = refs.remote.get("status")
        if there in ("draft", "submitted"):
            return there
        if there:
            return "open"
        return codec.STATUS[self._status_of_new(refs.connection)]

    def _status_of_new(self, connection):
        """The chosen status of what is created; Xero's word."""
        if self._type_tax_use == "purchase":
            return connection.bill_status
        return connection.invoice_status

    def _mapped_line(self, line, connection, refs):
        if line.kind == "text":
            return line
        account = self._account_of(line, connection, refs)
        rate = self._tax_rate_of(line, connection, account, refs)
        return replace(
            line,
            account=account.code or "" if account else "",
            taxes=(rate.code,) if rate else (),
            item=self._item_code_of(line, refs),
        )

    def _item_code_of(self, line, refs):
        """The code of a linked item whose stock Xero does not count, else none."""
        if not line.item or refs.connection._direction_of("item") == "none":
            return ""
        product = self.env["product.product"].browse(int(line.item)).exists()
        return self.env["xero.resource"]._get("item")._item_code(product, refs)

    def _tax_rate_of(self, line, connection, account, refs):
        taxes = self.env["account.tax"].browse(int(tax) for tax in line.taxes)
        use = self._type_tax_use
        rate = refs.once(
            ("tax rate", use, line.taxes, account),
            lambda: self.env["xero.tax.mapping"]._rate_for(
                connection, taxes, use, account
            ),
        )
        key = f"tax:{use}:{self.env['xero.tax.mapping']._key(taxes)}"
        name = ", ".join(taxes.mapped("name")) or self.env._("no tax")
        if not rate and not account:
            return rate  # which rates fit depends on the account, which is missing
        if not rate:
            refs.hold(
                "tax_unmapped",
                self.env._("No Xero tax rate is chosen for “%(taxes)s”.", taxes=name),
                self.env._("Choose one under Tax Mappings of the connection."),
                key=key,
            )
        elif rate.status != "ACTIVE":
            refs.hold(
                "tax_archived",
                self.env._(
                    "“%(taxes)s”: the Xero tax rate %(rate)s can no longer be used.",
                    taxes=name,
                    rate=rate.display_name,
                ),
                rate._remedy(self.env._("Tax Mappings of the connection")),
                key=key,
            )
        elif account and not rate[account._class_flag() or "for_assets"]:
            refs.hold(
                "tax_illegal",
                self.env._(
                    "Xero does not allow the tax rate %(rate)s on account %(account)s.",
                    rate=rate.name,
                    account=account.display_name,
                ),
                self.env._("Choose another tax rate for “%(taxes)s”.", taxes=name),
                key=key,
            )
        return rate

    def _payload(self, mapped, names, link):
        more = {}
        if "lines" in names:
            verdict = self._verdict(link.connection_id, mapped)
            more = {
                "tax_amounts": verdict.overrides,
                "line_ids": self._line_ids(mapped["lines"], link),
                "untracked": self._untracked(mapped["lines"], link),
            }
        return codec.to_payload(mapped, names, **more)

    def _line_ids(self, lines, link):
        """LineItemID by position: a line keeps its id in Xero while it is the same
        journal item here, so that Xero updates it instead of making it anew."""
        known = {mine.key: theirs.key for mine, theirs in self._agreed_lines(link)}
        return {
            position: known[line.key]
            for position, line in enumerate(lines)
            if known.get(line.key)
        }

    def _agreed_lines(self, link):
        """[(line in Odoo's terms, its twin in Xero's)], as both last agreed on them."""
        there = canonical.decode(self._form, link.base_remote).get("lines", ())
        if isinstance(there, canonical.Never):
            return []
        return list(zip(self._sent_lines(link), there, strict=False))

    def _sent_lines(self, link):
        """The lines that Xero's were made from, in their order; keys are of Odoo."""
        here = canonical.decode(self._form, link.base_local).get("lines", ())
        if not isinstance(here, canonical.Never):
            return here
        # somebody decided that ours count: what was agreed before is not known any more
        attempts = link.attempt_ids.filtered(
            lambda a: a.state == "stored" and "lines" in (a.names or ())
        )
        return canonical.decode(self._form, attempts[:1].sent_remote).get("lines", ())

    def _mark(self, record):
        params = self.env["ir.config_parameter"].sudo()
        base = params.get_param("xero_connector.link_url") or params.get_param(
            "web.base.url"
        )
        uuid = params.get_param("database.uuid")
        return {"Url": f"{base}/accounting_link/{uuid}/{record._name}/{record.id}"}

    def _has_mark(self, record, payload):
        # the address may have moved to another host since
        path = self._mark(record)["Url"].split("/accounting_link/")[1]
        return (payload.get("Url") or "").endswith(f"/accounting_link/{path}")

    def _made(self, links, lane):
        self.env["xero.resource"]._get("attachment")._go_with(links)
        self.env["xero.resource"]._get("settled")._go_with(links, lane)

    def _retire(self, link, refs):
        if self._applied(refs.payload):
            refs.hold(
                "not_voidable",
                self.env._(
                    "Xero voids no document that is paid, part-paid or credited."
                ),
                self.env._(
                    "Remove its payments and credits in Xero, or make a credit note."
                ),
            )
        elif refs.payload.get("Status") == const.PAID:
            refs.hold(
                "not_voidable",
                self.env._(
                    "There was nothing to pay, so Xero has it as paid, and lets no "
                    "other program void it."
                ),
                self.env._(
                    "Void it in Xero, then press Sync to Xero. Until then both sides "
                    "agree on amounts of zero."
                ),
            )
        if refs.payload.get("Status") in ("DRAFT", "SUBMITTED"):
            return {"Status": "DELETED"}
        self._hold_for_lock({refs.remote.get("date")}, refs)
        return {"Status": "VOIDED"}

    def _applied(self, payload):
        """The money that was applied to it, by Xero's own figures."""
        return _figure(payload, "AmountPaid") + self._credited(payload)

    def _credited(self, payload):
        """The part of it that keeps Xero from changing the contact."""
        return _figure(payload, "AmountCredited")

    def _free_number(self, link, refs):
        if not self._unique_number:
            return None
        number = refs.remote.get("number")
        suffix = _FREED.format(link.id)
        if not number or number.endswith(suffix):
            return None
        return number[: codec.NUMBER_LIMIT - len(suffix)] + suffix

    # ------------------------------------------------------------------
    # Xero -> canonical -> Odoo
    # ------------------------------------------------------------------
    def _from_xero(self, payload):
        return codec.from_payload(payload)

    def _apply(self, record, values, refs):
        vals = {}
        if "due_date" in values:
            vals["invoice_date_due"] = values["due_date"]
        if "reference" in values:
            vals["ref"] = values["reference"]
        record.write(vals)
        return record

    def _field_labels(self):
        return {
            "kind": self.env._("Kind"),
            "contact": self.env._("Contact"),
            "number": self.env._("Number"),
            "reference": self.env._("Reference"),
            "date": self.env._("Date"),
            "due_date": self.env._("Due date"),
            "currency": self.env._("Currency"),
            "rate": self.env._("Currency rate"),
            "status": self.env._("Status"),
            "lines": self.env._("Lines"),
            "subtotal": self.env._("Untaxed amount"),
            "tax": self.env._("Tax"),
            "total": self.env._("Total"),
        }

    def _in_words(self, link, name, values, mapped, remote):
        if name == "status":
            said = {
                "draft": self.env._("Draft"),
                "submitted": self.env._("Awaiting approval"),
                "open": self.env._("Posted"),
                "void": self.env._("Cancelled"),
            }
            here, there = mapped.get(name, values[name]), remote[name]
            ended = (link.remote_payload or {}).get("Status") == "DELETED"
            # Xero's own words for it
            gone = self.env._("Deleted") if ended else self.env._("Voided")
            return said.get(here, here), (
                gone if there == "void" else said.get(there, there)
            )
        if name == "contact":
            partner = self.env["res.partner"].browse(int(values[name] or 0))
            there = (link.remote_payload or {}).get("Contact") or {}
            return partner.display_name or "", there.get("Name") or remote[name]
        if name in ("date", "due_date"):
            return tuple(
                format_date(self.env, side[name]) if side[name] else ""
                for side in (values, remote)
            )
        return super()._in_words(link, name, values, mapped, remote)

    def _look_alikes(self, caller, records):
        # two numbers that differ in case only are one to Xero
        by_number = {self._number(move).casefold(): move for move in records}
        numbers = [self._number(move) for move in records]
        found = {move.id: [] for move in records}
        payloads = []
        for start in range(0, len(numbers), self._spec.ids_per_call):
            chunk = numbers[start : start + self._spec.ids_per_call]
            query = self._query_by_number(chunk)
            payloads += caller.read_page(self._endpoint, **query).elements
        for payload in payloads:
            number = self._remote_name(payload) or ""
            move = by_number.get(number.casefold())
            if move and payload.get("Type") == self._kind:
                found[move.id].append(
                    {
                        "remote_id": self._payload_id(payload),
                        "name": number,
                        "detail": "{} · {} {}".format(
                            (payload.get("Contact") or {}).get("Name") or "",
                            payload.get("Total"),
                            payload.get("CurrencyCode") or "",
                        ),
                        "payload": payload,
                    }
                )
        return found

    def _query_by_number(self, numbers):
        """What asks Xero for the documents of these numbers."""
        return {"InvoiceNumbers": numbers}


def _figure(payload, name):
    return Decimal(str(payload.get(name) or 0))
