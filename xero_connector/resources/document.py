# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What invoices, bills and credit notes have in common."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from odoo import models
from odoo.tools import format_date, html2plaintext

from ..models.decimals import amount, decimal
from ..sync import money
from ..sync.canonical import Document, Line, values_of
from ..sync.planner import Direction, FieldRule
from ..xero import const
from ..xero.payloads import document as codec

_OURS = FieldRule(Direction.TO_XERO)
_WATCH = FieldRule(Direction.COMPARE)
#: what was paid or credited, in Xero's payload
_APPLIED = ("AmountPaid", "AmountCredited")
#: end of the number of one that is about to be voided
_FREED = " (cancelled {})"


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
    #: sales documents may carry a discount rate
    _discounts = False
    _type_tax_use = "sale"
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

    def _sweep_domain(self, connection, model):
        domain = [("company_id", "in", connection._companies().ids)]
        if model == self._odoo_model:
            return [*domain, ("move_type", "in", self._move_types)]
        return [*domain, ("move_id.move_type", "in", self._move_types)]

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
        return {move.id: self._document(move) for move in records}

    def _document(self, move):
        company_currency = move.company_id.currency_id
        foreign = move.currency_id != company_currency
        return values_of(
            Document(
                kind=self._kind,
                contact=str(move.commercial_partner_id.id or ""),
                number=self._number(move),
                reference=self._reference(move),
                date=move.invoice_date or move.date,
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
            elif text := html2plaintext(aml.name or "").strip():
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
        mapped["status"] = self._mapped_status(values["status"], refs)
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

    def _mapped_status(self, status, refs):
        """An approver in Xero decides: a draft there that we made is no difference."""
        if status != "open":
            return status
        there = refs.remote.get("status")
        if there in ("draft", "submitted"):
            return there
        if there:
            return "open"
        return codec.STATUS[refs.connection.invoice_status]

    def _mapped_line(self, line, connection, refs):
        if line.kind == "text":
            return line
        account = self._account_of(line, connection, refs)
        rate = self._tax_rate_of(line, connection, account, refs)
        return replace(
            line,
            account=account.code or "" if account else "",
            taxes=(rate.code,) if rate else (),
            item="",
        )

    def _account_of(self, line, connection, refs):
        account = connection.revenue_account_id
        if not account:
            refs.hold(
                "account_unmapped",
                self.env._("No Xero account is chosen for sales."),
                self.env._("Choose the default revenue account of the connection."),
                key="account:default:sale",
            )
        elif account.status != "ACTIVE":
            refs.hold(
                "account_archived",
                self.env._(
                    "The Xero account %(account)s is archived.",
                    account=account.display_name,
                ),
                self.env._("Choose another one, or restore it in Xero."),
                key="account:default:sale",
            )
        return account

    def _tax_rate_of(self, line, connection, account, refs):
        taxes = self.env["account.tax"].browse(int(tax) for tax in line.taxes)
        use = self._type_tax_use
        rate = self.env["xero.tax.mapping"]._rate_for(connection, taxes, use, account)
        key = f"tax:{use}:{self.env['xero.tax.mapping']._key(taxes)}"
        name = ", ".join(taxes.mapped("name")) or self.env._("no tax")
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
                self.env._("The Xero tax rate %(rate)s is archived.", rate=rate.name),
                self.env._("Choose another one for “%(taxes)s”.", taxes=name),
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

    def _preflight(self, record, values, refs):
        self._hold_for_lock({values["date"], refs.remote.get("date")}, refs)
        self._hold_for_applied(values, refs)
        there = refs.remote.get("currency")
        if there and there != values["currency"]:
            refs.hold(
                "currency_changed",
                self.env._(
                    "The currency is %(ours)s here and %(theirs)s in Xero, which keeps "
                    "the currency of a document.",
                    ours=values["currency"],
                    theirs=there,
                ),
                self.env._(
                    "Set the currency back, or cancel this document and make a new one."
                ),
            )
        if record.currency_id.compare_amounts(record.amount_total, 0) < 0:
            refs.hold(
                "negative",
                self.env._("The total is negative, which Xero does not take."),
                self.env._("Make a credit note of it."),
            )
        self._preflight_money(values, refs)

    def _hold_for_lock(self, days, refs):
        """Lock dates bind what is created, what is changed and what is voided."""
        organisation = refs.connection.organisation_id
        for lock, name in (
            (organisation.year_lock_date, self.env._("end of year lock date")),
            (organisation.period_lock_date, self.env._("period lock date")),
        ):
            locked = [day for day in days if day and lock and day <= lock]
            if locked:
                refs.hold(
                    "locked",
                    self.env._(
                        "The document's date %(date)s is not after Xero's %(name)s, "
                        "%(lock)s.",
                        date=format_date(self.env, min(locked)),
                        name=name,
                        lock=format_date(self.env, lock),
                    ),
                    self.env._("Ask who locked the period in Xero to open it."),
                    key="lock",
                )
                return

    def _hold_for_applied(self, values, refs):
        """With money applied Xero lets only texts, accounts, tracking, due date,
        reference and number change, and the contact while nothing was credited."""
        if not _applied(refs.payload, *_APPLIED):
            return
        frozen = refs.names & {"date", "rate"}
        if "contact" in refs.names and _applied(refs.payload, "AmountCredited"):
            frozen |= {"contact"}
        if "lines" in refs.names and (
            [_figures(line) for line in values["lines"]]
            != [_figures(line) for line in refs.remote["lines"]]
        ):
            frozen |= {"lines"}
        if frozen:
            labels = self._field_labels()
            refs.hold(
                "paid_in_xero",
                self.env._(
                    "Paid or part-paid in Xero, which then keeps: %(fields)s.",
                    fields=", ".join(labels[name] for name in sorted(frozen)),
                ),
                self.env._(
                    "Remove its payments and credits in Xero, or correct it with a "
                    "credit note."
                ),
            )

    def _preflight_money(self, values, refs):
        odd = [
            amount
            for amount in (values["subtotal"], values["tax"], values["total"])
            if amount != money.cents(amount)
        ]
        if odd:
            refs.hold(
                "decimals",
                self.env._("Xero keeps two decimals; this document has more."),
                self.env._("Round the document's amounts to two decimals."),
            )
            return
        if refs.reasons:
            return
        verdict = self._verdict(refs.connection, values["lines"])
        if verdict.refusal:
            refs.hold(
                "rounding",
                self.env._(
                    "Xero would round the tax differently: %(why)s.",
                    why=verdict.refusal,
                ),
                self.env._(
                    "Set the company's tax rounding to “Round per Line”, or check the "
                    "tax mapping."
                ),
                key="rounding",
            )

    def _verdict(self, connection, lines):
        """What Xero's own rounding does to lines that are in Xero's terms or ours."""
        rates = connection._tax_percentages()
        figures = [
            money.MoneyLine(
                line.quantity,
                line.unit_amount,
                line.discount,
                line.net,
                line.tax_amount,
                rates.get(line.taxes[0] if line.taxes else "", Decimal(0)),
            )
            for line in lines
        ]
        return money.judge(figures, money.Rounding.ADJUST_TAX)

    def _payload(self, mapped, names, link):
        overrides, line_ids = {}, {}
        if "lines" in names:
            verdict = self._verdict(link.connection_id, mapped["lines"])
            overrides = verdict.overrides
            line_ids = self._line_ids(mapped["lines"], link)
        return codec.to_payload(mapped, names, line_ids=line_ids, tax_amounts=overrides)

    def _line_ids(self, lines, link):
        """LineItemID by position: a line keeps its id in Xero while it is the same
        journal item here, so that Xero updates it instead of making it anew."""
        here = (link.base_local or {}).get("lines") or []
        there = (link.base_remote or {}).get("lines") or []
        known = {
            mine["key"]: theirs["key"]
            for mine, theirs in zip(here, there, strict=False)
        }
        return {
            position: known[line.key]
            for position, line in enumerate(lines)
            if known.get(line.key)
        }

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

    def _retire(self, link, refs):
        if _applied(refs.payload, *_APPLIED):
            refs.hold(
                "not_voidable",
                self.env._(
                    "Xero voids no document that is paid, part-paid or credited."
                ),
                self.env._(
                    "Remove its payments and credits in Xero, or make a credit note."
                ),
            )
        if refs.payload.get("Status") in ("DRAFT", "SUBMITTED"):
            return {"Status": "DELETED"}
        self._hold_for_lock({refs.remote.get("date")}, refs)
        return {"Status": "VOIDED"}

    def _free_number(self, link, refs):
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

    def _verify(self, sent, remote):
        if remote["status"] == "void":
            return []
        return [
            name
            for name in ("currency", "subtotal", "tax", "total")
            if name in sent and sent[name] != remote[name]
        ]

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
            pair = mapped.get(name, values[name]), remote[name]
            return tuple(said.get(status, status) for status in pair)
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
            payloads += caller.read_page(self._endpoint, InvoiceNumbers=chunk).elements
        for payload in payloads:
            move = by_number.get((payload.get("InvoiceNumber") or "").casefold())
            if move and payload.get("Type") == self._kind:
                found[move.id].append(
                    {
                        "remote_id": self._payload_id(payload),
                        "name": payload.get("InvoiceNumber"),
                        "detail": "{} · {} {}".format(
                            (payload.get("Contact") or {}).get("Name") or "",
                            payload.get("Total"),
                            payload.get("CurrencyCode") or "",
                        ),
                        "payload": payload,
                    }
                )
        return found


def _applied(payload, *names):
    """Whether money was applied to a document, by Xero's own figures."""
    return any(Decimal(str(payload.get(name) or 0)) for name in names)


def _figures(line):
    """What Xero keeps of a line to which money was applied."""
    return (
        line.kind,
        line.quantity,
        line.unit_amount,
        line.discount,
        line.net,
        line.tax_amount,
        line.taxes,
    )
