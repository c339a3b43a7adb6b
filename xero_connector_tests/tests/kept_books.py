# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Books that all classes of tests share, made once for a database.

A chart of accounts, a user in many groups and the like take a second or two to make,
and there are more than a hundred classes. These are committed; what a class or a test
does to them is taken back with all else that it did.
"""

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

COMPANY = "Alton Mills Ltd"
#: has a chart too, and waits for a test that needs two companies
SPARE = "Spare Mills Ltd"
LOGIN = "accountman"
GROUPS = (
    "base.group_user",
    "base.group_system",
    "product.group_product_manager",
    "account.group_account_manager",
    "account.group_account_user",
    "xero_connector.group_manager",
)


def prepare():
    """Have the books in the database."""
    with Registry(get_db_name()).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, DISABLED_MAIL_CONTEXT)
        if env["res.users"].search_count([("login", "=", LOGIN)]):
            return
        company = _new_company(env, COMPANY)
        _new_company(env, SPARE)
        env["res.users"].create(
            {
                "name": "Because I am accountman!",
                "login": LOGIN,
                "email": "accountman@test.com",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set([env.ref(group).id for group in GROUPS])],
            }
        )
        _fill(environment(env))


def environment(env):
    """That of the accountant, without mails and messages nobody asked for.

    :param env: the superuser's
    """
    user = env["res.users"].search([("login", "=", LOGIN)])
    return env(user=user, context=DISABLED_MAIL_CONTEXT)


def accounts(company):
    """What the tests book on, by the names that Odoo's own tests have for it."""
    env = company.with_company(company).env

    def first(model, field, kind, *more):
        records = env[model]
        domain = [*records._check_company_domain(company), (field, "=", kind), *more]
        return records.search(domain, limit=1)

    def account(kind, discount):
        return first("account.account", "account_type", kind, ("id", "!=", discount.id))

    return {
        "company": company,
        "default_account_revenue": account(
            "income", company.account_journal_early_pay_discount_gain_account_id
        ),
        "default_account_expense": account(
            "expense", company.account_journal_early_pay_discount_loss_account_id
        ),
        "default_account_tax_sale": (
            company.account_sale_tax_id.invoice_repartition_line_ids.account_id
        ),
        "default_journal_bank": first("account.journal", "type", "bank"),
    }


def other_company(env, name):
    """One more company of the user's: the spare one, or a new one after that."""
    company = env["res.company"].sudo().search([("name", "=", SPARE)])
    if company and company not in env.user.company_ids:
        company.name = name
    else:
        company = _new_company(env(su=True), name)
    env.user.company_ids = [Command.link(company.id)]
    return company.with_env(env)


def _new_company(env, name):
    country = env.ref("base.uk")
    company = env["res.company"].create(
        {
            "name": name,
            "country_id": country.id,
            "currency_id": country.currency_id.id,
        }
    )
    env["account.chart.template"].try_loading("uk", company=company, install_demo=False)
    company.currency_id = country.currency_id
    for kind, code in (("cash", "CSH1"), ("credit", "CCD1")):
        env["account.journal"].create(
            {
                "name": f"{kind.capitalize()} journal",
                "type": kind,
                "code": code,
                "company_id": company.id,
            }
        )
    return company


def _fill(env):
    """What tests expect of the company: money on its way, a product, a partner."""
    data = accounts(env.company)
    chart = env["account.chart.template"]
    bank = data["default_journal_bank"]
    # without these, Odoo pays an invoice without a journal entry
    for lines, side in (
        (bank.inbound_payment_method_line_ids, "debit"),
        (bank.outbound_payment_method_line_ids, "credit"),
    ):
        lines[0].payment_account_id = chart.ref(
            f"account_journal_payment_{side}_account_id"
        )
    env["product.product"].create(
        {
            "name": "product_a",
            "type": "consu",
            "lst_price": 1000,
            "standard_price": 800,
            "uom_id": env.ref("uom.product_uom_unit").id,
            "property_account_income_id": data["default_account_revenue"].id,
            "property_account_expense_id": data["default_account_expense"].id,
            "taxes_id": [Command.set(env.company.account_sale_tax_id.ids)],
        }
    )
    terms = env.ref("account.account_payment_term_immediate")
    env["res.partner"].create(
        {
            "name": "partner_a",
            "property_payment_term_id": terms.id,
            "property_supplier_payment_term_id": terms.id,
            "company_id": False,
        }
    )
