# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people do in Odoo. Each takes the world and an environment, and tells it; None
where there was nothing to do it with."""

from datetime import date, timedelta

from odoo import Command

from .. import books

SALES = ("out_invoice", "out_refund")
PURCHASES = ("in_invoice", "in_refund")
#: (weight, action)
ACTIONS = []


def action(weight):
    """Decorator: something that people do so often."""

    def register(function):
        ACTIONS.append((weight, function))
        return function

    return register


def _some(world, records, most=1):
    """One record, or a few of them; none of none."""
    if not records:
        return records
    chosen = world.rng.sample(records.ids, min(most, len(records)))
    return records.browse(sorted(chosen))


def _documents(env, *domain):
    types = [*SALES, *PURCHASES]
    return env["account.move"].search([("move_type", "in", types), *domain], order="id")


def _open(env, *domain):
    return _documents(env, ("state", "=", "posted"), *domain).filtered(
        "amount_residual"
    )


def _partners(env):
    return env["res.partner"].search(
        [("is_company", "=", True), ("id", ">", env.company.partner_id.id)],
        order="id",
    )


def _day(world):
    return date(2026, 9, 1) + timedelta(days=world.rng.randrange(55))


def _line(world, env, kind):
    """A line whose amounts want rounding."""
    rng = world.rng
    use = "sale" if kind in SALES else "purchase"
    taxes = env["account.tax"].search(
        [
            ("company_id", "=", env.company.id),
            ("type_tax_use", "=", use),
            ("amount", "=", rng.choice((20, 20, 5))),
        ],
        order="sequence, id",
        limit=1,
    )
    return {
        "name": world.token("Line "),
        "quantity": rng.choice((1, 1, 2, 3, 0.5, 1.333)),
        "price_unit": rng.randrange(100, 99999) / 100,
        "discount": rng.choice((0, 0, 0, 10, 12.5)),
        "tax_ids": [Command.set(taxes.ids)],
    }


# ----------------------------------------------------------------------
# documents
# ----------------------------------------------------------------------
@action(14)
def new_document(world, env):
    rng = world.rng
    kind = rng.choice((*SALES, *PURCHASES, "out_invoice", "out_invoice", "in_invoice"))
    partner = _some(world, _partners(env))
    currency = env.ref(rng.choice(("base.GBP", "base.GBP", "base.EUR")))
    day = _day(world)
    move = env["account.move"].create(
        {
            "move_type": kind,
            "partner_id": partner.id,
            "currency_id": currency.id,
            "invoice_date": day,
            "date": day,
            "invoice_date_due": day + timedelta(days=30),
            "ref": world.token("R"),
            "invoice_line_ids": [
                Command.create(_line(world, env, kind))
                for _line_no in range(rng.choice((1, 1, 2, 3)))
            ],
        }
    )
    if rng.random() < 0.9:
        move.action_post()
    return f"{kind} {move.id} of {partner.name}: {move.amount_total} {currency.name}"


@action(4)
def post(world, env):
    move = _some(world, _documents(env, ("state", "=", "draft")))
    if not move:
        return None
    move.action_post()
    return f"post {move.id}"


@action(5)
def edit_reference(world, env):
    moves = _documents(env, ("state", "=", "posted"), ("move_type", "in", SALES))
    move = _some(world, moves)
    if not move:
        return None
    move.ref = world.token("E")
    world.wrote("odoo", "document", move.id, "ref", move.ref)
    return f"reference of {move.id}: {move.ref}"


@action(4)
def edit_due_date(world, env):
    moves = _open(env, ("move_type", "in", ("out_invoice", "in_invoice")))
    move = _some(world, moves)
    if not move:
        return None
    day = world.fresh_day()
    move.invoice_date_due = day
    world.wrote("odoo", "document", move.id, "due", day)
    return f"due date of {move.id}: {day}"


@action(5)
def reset_to_draft(world, env):
    move = _some(world, _documents(env, ("state", "=", "posted")))
    if not move:
        return None
    move.button_draft()
    said = f"reset {move.id} to draft"
    if world.rng.random() < 0.8:
        line = move.invoice_line_ids[:1]
        line.price_unit = world.rng.randrange(100, 99999) / 100
        world.wrote("odoo", "document", move.id, "price", line.price_unit)
        said += f", first price {line.price_unit}"
    if world.rng.random() < 0.7:
        move.action_post()
        said += ", posted again"
    return said


@action(4)
def cancel(world, env):
    move = _some(world, _documents(env, ("state", "in", ("posted", "draft"))))
    if not move:
        return None
    if move.state == "posted":
        move.button_draft()
    move.button_cancel()
    return f"cancel {move.id}"


@action(1)
def delete(world, env):
    move = _some(world, _documents(env, ("state", "in", ("draft", "cancel"))))
    if not move:
        return None
    said = f"delete {move.id}"
    move.with_context(force_delete=True).unlink()
    return said


# ----------------------------------------------------------------------
# money
# ----------------------------------------------------------------------
def _register(world, env, moves, **values):
    """The wizard as a person uses it."""
    wizard = (
        env["account.payment.register"]
        .with_context(active_model="account.move", active_ids=moves.ids)
        .create(
            {
                "journal_id": world.journal_id,
                "payment_date": _day(world),
                "communication": world.token("P"),
                **values,
            }
        )
    )
    payments = wizard._create_payments()
    for payment in payments:
        payment.memo = wizard.communication
    return payments


@action(9)
def pay(world, env):
    move = _some(world, _open(env))
    if not move:
        return None
    payment = _register(world, env, move)
    return f"pay {move.id}: {payment.memo} {payment.amount}"


@action(5)
def pay_in_part(world, env):
    move = _some(world, _open(env))
    if not move:
        return None
    values = {"amount": _part(world, move)}
    if world.rng.random() < 0.3:
        values |= {
            "payment_difference_handling": "reconcile",
            "writeoff_account_id": _expense(env).id,
        }
    payment = _register(world, env, move, **values)
    said = "with a write-off " if len(values) > 1 else ""
    return f"pay {move.id} in part {said}: {payment.memo} {payment.amount}"


def _part(world, move):
    share = world.rng.choice((0.25, 0.5, 0.9))
    return max(0.01, move.currency_id.round(abs(move.amount_residual) * share))


def _expense(env):
    return env["account.account"].search(
        [("account_type", "=", "expense"), ("company_ids", "in", env.company.ids)],
        order="id",
        limit=1,
    )


@action(5)
def pay_several(world, env):
    kinds = world.rng.choice((("out_invoice",), ("in_invoice",)))
    moves = _open(env, ("move_type", "in", kinds))
    groups = moves.grouped(lambda move: (move.partner_id, move.currency_id)).values()
    groups = [group for group in groups if len(group) > 1]
    if not groups:
        return None
    moves = _some(world, world.rng.choice(groups), 3)
    payment = _register(world, env, moves, group_payment=True)
    total = sum(payment.mapped("amount"))
    return f"pay {moves.ids} at once: {payment[:1].memo} {total}"


@action(2)
def pay_ahead(world, env):
    partner = _some(world, _partners(env))
    payment = env["account.payment"].create(
        {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": partner.id,
            "amount": world.rng.randrange(100, 50000) / 100,
            "date": _day(world),
            "journal_id": world.journal_id,
            "memo": world.token("P"),
        }
    )
    payment.action_post()
    return f"money ahead of {partner.name}: {payment.memo} {payment.amount}"


def _settling(moves):
    return moves.line_ids.filtered(
        lambda line: (
            line.account_id.account_type in ("asset_receivable", "liability_payable")
            and not line.reconciled
        )
    )


@action(8)
def apply_what_is_open(world, env):
    """A credit note or unused money onto an invoice of the same partner."""
    payments = env["account.payment"].search(
        [("state", "in", ("in_process", "paid"))], order="id"
    )
    sources = _open(env, ("move_type", "in", ("out_refund", "in_refund")))
    sources |= payments.move_id.filtered(_settling)
    source = _some(world, sources)
    if not source:
        return None
    account = _settling(source).account_id[:1]
    targets = _open(
        env,
        ("move_type", "in", ("out_invoice", "in_invoice")),
        ("commercial_partner_id", "=", source.commercial_partner_id.id),
        ("currency_id", "=", source.currency_id.id),
    ).filtered(lambda move: account in _settling(move).account_id)
    target = _some(world, targets)
    if not target:
        return None
    _settling(source | target).filtered(
        lambda line: line.account_id == account
    ).reconcile()
    return f"apply {source.id} to {target.id}"


@action(5)
def unreconcile(world, env):
    settled = _documents(env, ("state", "=", "posted")).filtered(
        lambda move: move.line_ids.matched_debit_ids | move.line_ids.matched_credit_ids
    )
    move = _some(world, settled)
    if not move:
        return None
    move.line_ids.remove_move_reconcile()
    return f"un-reconcile {move.id}"


@action(4)
def cancel_payment(world, env):
    payment = _some(
        world,
        env["account.payment"].search(
            [("state", "in", ("in_process", "paid"))], order="id"
        ),
    )
    if not payment:
        return None
    payment.action_draft()
    if world.rng.random() < 0.7:
        payment.action_cancel()
        return f"cancel payment {payment.memo}"
    said = f"delete payment {payment.memo}"
    payment.unlink()
    return said


# ----------------------------------------------------------------------
# partners
# ----------------------------------------------------------------------
@action(3)
def edit_email(world, env):
    partner = _some(world, _partners(env))
    partner.email = f"{world.token('o')}@example.com"
    world.wrote("odoo", "contact", partner.id, "email", partner.email)
    return f"e-mail of {partner.name}: {partner.email}"


@action(1)
def rename(world, env):
    partner = _some(world, _partners(env))
    before, partner.name = partner.name, world.token("Renamed ")
    world.wrote("odoo", "contact", partner.id, "name", partner.name)
    return f"{before} is now {partner.name}"


@action(1)
def new_partner(world, env):
    return f"new partner {books.customer(env, world.token('New ')).name}"


@action(1)
def archive(world, env):
    partners = (
        env["res.partner"]
        .with_context(active_test=False)
        .search(
            [("is_company", "=", True), ("id", ">", env.company.partner_id.id)],
            order="id",
        )
    )
    partner = _some(world, partners)
    partner.active = not partner.active
    return f"{partner.name} is {'active again' if partner.active else 'archived'}"


# ----------------------------------------------------------------------
# products
# ----------------------------------------------------------------------
@action(2)
def edit_product(world, env):
    products = env["product.product"].search([("default_code", "!=", False)])
    product = _some(world, products.sorted("id"))
    if not product:
        return None
    product.name = world.token("Ware ")
    world.wrote("odoo", "item", product.id, "name", product.name)
    return f"product {product.default_code} is now {product.name}"


@action(4)
def press_sync(world, env):
    move = _some(world, _documents(env, ("state", "=", "posted")))
    if not move:
        return None
    move.action_xero_sync()
    return f"Sync to Xero for {move.id}"
