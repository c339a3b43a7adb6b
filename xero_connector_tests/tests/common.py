# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every Odoo test of the connector starts from: UK books and a local Xero."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests import HttpCase, TransactionCase, new_test_user
from odoo.tests.common import get_db_name

from odoo.addons.xero_connector.xero import oauth

from ..contract import problems_of
from ..simulator import LocalXero
from . import kept_books
from .warm_caches import WarmCaches

#: what a page of Odoo's web client loads, and what a tour loads besides
SCRIPTS = (
    "web.assets_web",
    "web.assets_backend_lazy",
    "web.assets_tests",
    "web_tour.automatic",
)
STYLES = ("web.assets_web", "web.assets_web_print")


class XeroCommon(TransactionCase):
    """``cls.xero`` is a local Xero with a UK organisation; ``cls.connection`` ties
    ``cls.company`` to it, unless the class sets ``connect`` to False.

    ``cls.env`` is that of an accountant (not superuser) who manages the connector.

    The books are those of :mod:`.kept_books`, not what Odoo's own
    ``AccountTestInvoicingCommon`` makes: that makes company, users, taxes, products,
    terms and partners anew for each class, which takes longer than most tests do, and
    hardly any of it is looked at here.

    Odoo takes back what a test wrote, the local Xero does not: so every test begins
    with one as it was opened, unless the class keeps it (``fresh_xero`` False) because
    its ``setUpClass`` put something into it.
    """

    connect = True
    fresh_xero = True
    #: of the local Xero: "none", "starter" or "core"
    tier = "none"
    clock = "fake"
    #: what was made by ``make_connected`` is live already
    live = True

    @classmethod
    def setUpClass(cls):
        kept_books.prepare()
        caches = WarmCaches(Registry(get_db_name()))
        cls.addClassCleanup(caches.put_back)
        super().setUpClass()
        cls.addClassCleanup(caches.take)
        cls.env = kept_books.environment(cls.env)
        cls.company = cls.env.company
        cls.company_data = kept_books.accounts(cls.company)
        cls.product_a = cls.env["product.product"].search([("name", "=", "product_a")])
        cls.partner_a = cls.env["res.partner"].search([("name", "=", "partner_a")])
        cls.xero = LocalXero(region="uk", tier=cls.tier, clock=cls.clock, seed=1)
        cls.xero.start()
        cls.addClassCleanup(cls.xero.stop)
        if cls.connect:
            cls.connection = cls.make_connected()

    def setUp(self):
        caches = WarmCaches(self.registry)
        self.addCleanup(caches.put_back)
        super().setUp()
        self.addCleanup(caches.take)
        if self.fresh_xero:
            self.xero.reset()
        if self.connect:
            self.sign_in_again(self.connection)
        self.xero.log.clear()

    def tearDown(self):
        super().tearDown()
        # what was said in this test, by both sides, is judged by Xero's own document
        self.assertEqual(problems_of(self.xero.log), [])

    @property
    def organisation(self):
        """What the local Xero holds for the connection."""
        return self.xero.organisations[self.connection.tenant_id]

    @classmethod
    def setup_other_company(cls, name="company_2"):
        """Another company of the accountant's; a dict as ``company_data``."""
        return kept_books.accounts(kept_books.other_company(cls.env, name))

    @classmethod
    def setup_other_currency(cls, code, rates=(("2000-01-01", 2),), **values):
        """A currency that is in use in ``cls.company``.

        :param rates: pairs of a day and a rate from that day on
        """
        currencies = cls.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", code)])
        currency.rate_ids.unlink()
        currency.write(
            {
                "active": True,
                "rate_ids": [
                    Command.create(
                        {"name": day, "rate": rate, "company_id": cls.company.id}
                    )
                    for day, rate in rates
                ],
                **values,
            }
        )
        return currency

    @classmethod
    def make_connection(cls, company=None, **values):
        """A connection that knows its app, and is not signed in."""
        return (
            cls.env["xero.connection"]
            .sudo()
            .create(
                {
                    "company_id": (company or cls.company).id,
                    "app_type": "web",
                    "client_id": cls.xero.client_id,
                    "client_secret": cls.xero.client_secret,
                    "local_url": cls.xero.base_url,
                    **values,
                }
            )
        )

    @classmethod
    def make_connected(cls, company=None, user=None, tenant=None, **values):
        """A connected company, without the browser.

        :param user: e-mail of the Xero user, the first one by default
        :param tenant: id or name of the organisation, the first one by default
        """
        connection = cls.make_connection(company, **values)
        granted = cls.sign_in_again(connection, user, tenant)
        connection._tie(granted["tenant_id"], granted["tenant_name"])
        connection._refresh_reference_data()
        connection.revenue_account_id = connection._suggested_revenue_account()
        connection.phase = "live" if cls.live else "set_up"
        return connection

    @classmethod
    def sign_in_again(cls, connection, user=None, tenant=None):
        """Fresh tokens, without the browser; what the local Xero granted."""
        granted = cls.xero.authorise(
            user=user, tenant=tenant or connection.tenant_id or None
        )
        cls.env["xero.token"]._store(
            connection, cls.token_of(granted), granted["connection_id"]
        )
        cls.env.flush_all()  # tokens are read by other cursors
        return granted

    @staticmethod
    def token_of(granted):
        """What the connector keeps of ``LocalXero.authorise()``."""
        return oauth.Token(
            access_token=granted["access_token"],
            refresh_token=granted["refresh_token"],
            expires_at=datetime.now(UTC) + timedelta(seconds=granted["expires_in"]),
            scopes=tuple(granted["scope"].split()),
            auth_event_id=granted["auth_event_id"],
            xero_user_id=None,
        )

    @classmethod
    def make_user(cls, login, groups, **values):
        """A user of ``cls.company`` in exactly these groups (xml ids, comma)."""
        return new_test_user(
            cls.env(su=True),
            login=login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=cls.company.ids,
            **values,
        )


class XeroHttpCommon(XeroCommon, HttpCase):
    """The same with Odoo's web server, as ``localhost``: Xero sends nobody back to
    127.0.0.1. ``cls.manager`` is a user with settings, books and connector.
    """

    @classmethod
    def setUpClass(cls):
        cls._prepare_assets()
        super().setUpClass()
        cls.startClassPatcher(patch("odoo.tests.common.HOST", "localhost"))
        parameters = cls.env["ir.config_parameter"].sudo()
        parameters.set_param("web.base.url", cls.base_url())
        cls.manager = cls.make_user(
            "xero_manager",
            "base.group_system,account.group_account_manager,xero_connector.group_manager",
            password="xero_manager",
            email="manager@example.com",
        )

    @classmethod
    def _prepare_assets(cls):
        """Have scripts and styles in the database, for all tours.

        What a test makes is taken back: each would compile them anew, for half a
        minute, and a request that waits for another longer than 20 s is refused.
        """
        with Registry(get_db_name()).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for name in SCRIPTS:
                env["ir.qweb"]._get_asset_bundle(name, css=False, js=True).js()
            for name in STYLES:
                env["ir.qweb"]._get_asset_bundle(name, css=True, js=False).css()

    def authenticate(self, user, password, **kwargs):
        session = super().authenticate(user, password, **kwargs)
        # how Python's cookie jar calls a host without a dot
        self.opener.cookies.set("session_id", session.sid, domain="localhost.local")
        return session
