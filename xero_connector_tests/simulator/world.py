# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything that the local Xero consists of, without any HTTP."""

import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from .clock import FAKE_START, Clock, FakeClock, RealClock
from .faults import Faults
from .idempotency import Idempotency
from .identity.apps import App, User
from .identity.scopes import TWO_WAY
from .identity.tokens import Grant, TokenService
from .ids import Ids
from .limits import PER_DAY, Limits
from .log import Log
from .organisation.books import Books
from .organisation.opening import open_organisation
from .regions import REGIONS
from .webhooks import Webhooks

TIERS = ("starter", "core", "none")


class World:
    """Apps, users, organisations, and what watches over the calls.

    ``region`` is a key of ``REGIONS``, ``tier`` one of ``TIERS``, ``clock`` real or
    fake (``start`` is where a fake one stands).
    """

    def __init__(
        self,
        region: str = "uk",
        tier: str = "none",
        seed: int = 1,
        clock: str = "real",
        start: datetime | None = None,
        log: Path | None = None,
        keep_log: int | None = None,
    ) -> None:
        if tier not in TIERS:
            raise ValueError(f"tier is one of {', '.join(TIERS)}")
        if region not in REGIONS:
            raise ValueError(f"region is one of {', '.join(REGIONS)}")
        self.region = region
        self.seed = seed
        self.clock: Clock = (
            FakeClock(start or FAKE_START) if clock == "fake" else RealClock()
        )
        self.ids = Ids(seed)
        self.lock = threading.RLock()
        self.log = Log(log, keep_log)
        self.faults = Faults(Ids(seed + 1))
        self.limits = Limits(self.clock, tier)
        self.idempotency = Idempotency(self.clock)
        self.tokens = TokenService(self.clock, self.ids)
        self.apps: dict[str, App] = {}
        self.users: dict[str, User] = {}
        self.organisations: dict[str, Books] = {}
        self.webhook_key = self.ids.token(88)
        #: The whole API is offline: 503 for every call.
        self.offline = False
        #: The authorisation requests that wait for a person: id -> query.
        self.pending: dict[str, dict[str, str]] = {}
        #: Errors of the simulator itself, answered with 500; there should be none.
        self.crashes: list[Exception] = []
        #: How many requests were answered; tells the state file what is new.
        self.requests = 0
        self.webhooks = Webhooks(self.clock, Ids(seed + 2), lambda: self.webhook_key)
        self.tokens.claims = self._claims
        self.webhooks.is_connected = self._is_connected
        self._open()
        self.watch()

    def _claims(self, user_id: str) -> dict[str, str]:
        user = self.users.get(user_id)
        if user is None:
            return {}
        first, _space, last = user.name.partition(" ")
        return {
            "email": user.email,
            "preferred_username": user.email,
            "given_name": first,
            "family_name": last,
            "name": user.name,
        }

    def _is_connected(self, tenant_id: str) -> bool:
        return any(
            connection.tenant_id == tenant_id and connection.user_id
            for connection in self.tokens.connections.values()
        )

    def watch(self) -> None:
        """Let the webhooks hear of every change."""
        for organisation in self.organisations.values():
            organisation.listeners = [self.webhooks.notice]

    def name_apps(self) -> None:
        """Find the four apps again after a load, in the order of their making."""
        self.web_app, self.legacy_app, self.pkce_app, self.custom_app = list(
            self.apps.values()
        )[:4]

    def _open(self) -> None:
        edition = REGIONS[self.region]
        for name in (edition.company, edition.second_company):
            organisation = open_organisation(edition, name, self.clock, self.ids)
            self.organisations[organisation.tenant_id] = organisation
        first, second = self.organisations
        for email, name, roles in (
            (
                "alex@example.com",
                "Alex Adviser",
                {first: "adviser", second: "adviser"},
            ),
            ("billie@example.com", "Billie Bookkeeper", {second: "standard"}),
            ("robin@example.com", "Robin Reader", {first: "readonly"}),
        ):
            user = User(self.ids.guid(), email, "password", name, roles)
            self.users[user.user_id] = user
        self.web_app = self._app("web", "Ledger Bridge")
        self.legacy_app = self._app("web", "Ledger Bridge Classic", legacy=True)
        self.pkce_app = self._app("pkce", "Ledger Bridge Desktop")
        self.custom_app = self._app("custom", "Ledger Bridge Custom", tenant_id=first)
        self.tokens.connect(self.custom_app, "", first, self.ids.guid())

    def _app(self, kind: str, name: str, **more: Any) -> App:
        app = App(
            client_id=self.ids.token(32).upper(),
            kind=kind,
            name=name,
            secret="" if kind == "pkce" else self.ids.token(48),
            **more,
        )
        self.apps[app.client_id] = app
        return app

    @property
    def tenants(self) -> list[dict[str, str]]:
        """Id, name and region of every organisation."""
        return [
            {
                "id": organisation.tenant_id,
                "name": organisation.name,
                "region": organisation.region.key,
            }
            for organisation in self.organisations.values()
        ]

    def user_by_email(self, email: str) -> User | None:
        return next(
            (user for user in self.users.values() if user.email == email.lower()), None
        )

    def people(self) -> list[dict[str, Any]]:
        """E-mail, password and organisations of every user."""
        return [
            {
                "email": user.email,
                "password": user.password,
                "name": user.name,
                "organisations": [
                    {
                        "id": tenant,
                        "name": self.organisations[tenant].name,
                        "role": role,
                    }
                    for tenant, role in user.roles.items()
                ],
            }
            for user in self.users.values()
        ]

    def most_connections(self) -> int | None:
        """How many connections an app of the tier may have."""
        return {"starter": 5, "core": 50}.get(self.limits.tier)

    def authorise(
        self,
        user: str | None = None,
        tenant: str | None = None,
        scopes: str | None = None,
        app: App | None = None,
    ) -> dict[str, Any]:
        """Tokens without a browser, as if ``user`` (e-mail) had consented for
        ``tenant`` (id or name)."""
        app = app or self.web_app
        found = (
            self.user_by_email(user) if user else next(iter(self.users.values()), None)
        )
        if found is None:
            raise KeyError(user)
        organisation = self.organisation(tenant)
        if organisation.tenant_id not in found.roles:
            raise KeyError(f"{found.email} has no access to {organisation.name}")
        event = self.ids.guid()
        connection = self.tokens.connect(
            app, found.user_id, organisation.tenant_id, event
        )
        asked = frozenset((scopes or TWO_WAY).split())
        grant = Grant(app.client_id, found.user_id, asked, event)
        return {
            **self.tokens.issue(grant),
            "tenant_id": organisation.tenant_id,
            "tenant_name": organisation.name,
            "connection_id": connection.id,
            "auth_event_id": event,
            "client_id": app.client_id,
        }

    def organisation(self, tenant: str | None = None) -> Books:
        """An organisation by id or name, the first one without either."""
        if tenant is None:
            return next(iter(self.organisations.values()))
        for organisation in self.organisations.values():
            if tenant in (organisation.tenant_id, organisation.name):
                return organisation
        raise KeyError(tenant)

    def describe(self) -> dict[str, Any]:
        """What a user of the simulator needs to know, addresses apart."""
        return {
            "client_id": self.web_app.client_id,
            "client_secret": self.web_app.secret,
            "legacy_client_id": self.legacy_app.client_id,
            "legacy_client_secret": self.legacy_app.secret,
            "pkce_client_id": self.pkce_app.client_id,
            "custom_client_id": self.custom_app.client_id,
            "custom_client_secret": self.custom_app.secret,
            "webhook_key": self.webhook_key,
            "users": self.people(),
            "tenants": self.tenants,
            "tier": self.limits.tier,
            "day_limit": PER_DAY.get(self.limits.tier),
        }
