# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""OAuth scopes: which exist, and which open which part of the API.

Apps made on or after 2 March 2026 have granular scopes only; older apps may mix both.
Every granular scope exists with ``.read`` too; the reports, journals and budgets ones
exist only so.
"""

SIGN_IN = frozenset({"openid", "profile", "email", "offline_access"})

_WITH_READ = (
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.classicexpenses",
    "accounting.settings",
    "accounting.contacts",
    "accounting.attachments",
)
GRANULAR = frozenset(
    [scope + suffix for scope in _WITH_READ for suffix in ("", ".read")]
    + [
        f"accounting.reports.{report}.read"
        for report in (
            "aged",
            "balancesheet",
            "banksummary",
            "budgetsummary",
            "executivesummary",
            "profitandloss",
            "trialbalance",
            "taxreports",
            "tenninetynine",
        )
    ]
    + ["accounting.budgets.read"]
)
#: Advanced tier and a security assessment are needed: no app here has it.
ADVANCED = frozenset({"accounting.journals.read"})
LEGACY = frozenset(
    {
        "accounting.transactions",
        "accounting.transactions.read",
        "accounting.reports.read",
    }
)
#: Managing connections without a user (client credentials, no tenant).
APP_CONNECTIONS = "app.connections"

EVERYTHING = SIGN_IN | GRANULAR | LEGACY

#: What a full two-way client asks for.
TWO_WAY = (
    "openid profile email offline_access accounting.invoices accounting.payments"
    " accounting.banktransactions accounting.manualjournals accounting.contacts"
    " accounting.settings accounting.attachments"
)

_TRANSACTIONS = "accounting.transactions"
#: Scopes (any one is enough) by resource, in lower case.
_FOR_RESOURCE = {
    "organisation": ("accounting.settings",),
    "accounts": ("accounting.settings",),
    "taxrates": ("accounting.settings",),
    "currencies": ("accounting.settings",),
    "trackingcategories": ("accounting.settings",),
    "brandingthemes": ("accounting.settings",),
    "users": ("accounting.settings",),
    "items": ("accounting.settings", "accounting.invoices", _TRANSACTIONS),
    "contacts": ("accounting.contacts",),
    "contactgroups": ("accounting.contacts",),
    "invoices": ("accounting.invoices", _TRANSACTIONS),
    "creditnotes": ("accounting.invoices", _TRANSACTIONS),
    "payments": ("accounting.payments", _TRANSACTIONS),
    "batchpayments": ("accounting.payments", _TRANSACTIONS),
    "overpayments": ("accounting.payments", _TRANSACTIONS),
    "prepayments": ("accounting.payments", _TRANSACTIONS),
    "banktransactions": ("accounting.banktransactions", _TRANSACTIONS),
    "banktransfers": ("accounting.banktransactions", _TRANSACTIONS),
    "manualjournals": ("accounting.manualjournals", _TRANSACTIONS),
}


def allowed(
    granted: frozenset[str], resource: str, reading: bool, attachments: bool
) -> bool:
    """May a token with ``granted`` do this to ``resource`` (lower case)?"""
    needed = (
        ("accounting.attachments",) if attachments else _FOR_RESOURCE.get(resource, ())
    )
    return any(
        scope in granted or (reading and f"{scope}.read" in granted) for scope in needed
    )
