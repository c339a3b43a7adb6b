# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A local Xero inside this process, for tests."""

import re
import threading
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from .app import Application
from .clock import Clock
from .faults import Faults
from .identity.apps import App
from .log import Log, kept_log
from .organisation.books import Books
from .server import Server
from .webhooks import Webhooks
from .world import World


class LocalXero:
    """``with LocalXero(region="uk", clock="fake", seed=1) as xero:`` serves on a free
    port of localhost until the block ends.

    ``tier`` is none (no limits), starter or core; ``clock`` fake (stands still until
    ``xero.clock.advance(seconds)``) or real; ``start`` is where a fake clock stands.
    ``log`` is a file for the exchanges (or a new one in the folder that ``XERO_LOGS``
    names).
    """

    def __init__(
        self,
        region: str = "uk",
        tier: str = "none",
        clock: str = "fake",
        seed: int = 1,
        port: int = 0,
        log: Path | None = None,
        start: datetime | None = None,
    ) -> None:
        self._options = {
            "region": region,
            "tier": tier,
            "clock": clock,
            "seed": seed,
            "start": start,
        }
        self._log_path = log or kept_log()
        self.world = World(**self._options, log=self._log_path)  # type: ignore[arg-type]
        self._application = Application(self.world)
        self._port = port
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> Self:
        """Serve in a thread; returns itself."""
        self._server = Server(self._port, self._application)
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.02},
            name="local-xero",
            daemon=True,
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving; the data stay readable."""
        if self._server:
            self._server.stop()
            self._server = None
        if self._thread:
            self._thread.join(5)
            self._thread = None
        self.world.log.close()

    def reset(self) -> None:
        """A new world with the same options on the same port: nothing is connected,
        the organisations are as opened, log and faults are empty."""
        self.world.log.close()
        self.world = World(**self._options, log=self._log_path)  # type: ignore[arg-type]
        self._application.world = self.world

    @property
    def port(self) -> int:
        if self._server is None:
            raise RuntimeError("the local Xero is not running")
        return self._server.port

    @property
    def base_url(self) -> str:
        """``http://localhost:PORT``, in place of Xero's three hosts."""
        return f"http://localhost:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.base_url}/api.xro/2.0"

    @property
    def client_id(self) -> str:
        """Of the web app; ``world`` has the others."""
        return self.world.web_app.client_id

    @property
    def client_secret(self) -> str:
        return self.world.web_app.secret

    @property
    def clock(self) -> Clock:
        return self.world.clock

    @property
    def log(self) -> Log:
        return self.world.log

    @property
    def faults(self) -> Faults:
        return self.world.faults

    @property
    def tenants(self) -> list[dict[str, str]]:
        return self.world.tenants

    @property
    def organisations(self) -> dict[str, Books]:
        return self.world.organisations

    @property
    def organisation(self) -> Books:
        """The first one."""
        return self.world.organisation()

    @property
    def webhooks(self) -> Webhooks:
        """``subscribe(url)`` and ``deliver()``; nothing is sent unasked."""
        return self.world.webhooks

    def calls(
        self, method: str | None = None, path: str | None = None
    ) -> list[dict[str, Any]]:
        """The API data calls in the log."""
        return self.world.log.calls(method, path)

    def authorise(
        self,
        user: str | None = None,
        tenant: str | None = None,
        scopes: str | None = None,
        app: App | None = None,
    ) -> dict[str, Any]:
        """Tokens without a browser: access_token, refresh_token, expires_in, scope,
        tenant_id, tenant_name, connection_id, auth_event_id, client_id."""
        return self.world.authorise(user, tenant, scopes, app)

    def consent(
        self,
        url: str,
        user: str = "alex@example.com",
        tenant: str | None = None,
        allow: bool = True,
    ) -> str:
        """Walk through the sign-in and consent pages that ``url`` (the authorisation
        URL) opens, as ``user``, and return the address that the browser is sent back
        to. Raises ValueError with the page's text when Xero shows an error."""
        person = self.world.user_by_email(user)
        if person is None:
            raise KeyError(user)
        form = _field(_fetch(url)[1])
        _status, html, _location = _fetch(
            f"{self.base_url}/identity/login",
            {"request": form, "email": user, "password": person.password},
        )
        _status, html, location = _fetch(
            f"{self.base_url}/identity/consent",
            {
                "request": _field(html),
                "tenant": self.world.organisation(tenant).tenant_id,
                "action": "allow" if allow else "decline",
            },
        )
        if not location:
            raise ValueError(html)
        return location


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


def _fetch(url: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
    data = urlencode(form).encode() if form is not None else None
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, data, timeout=10) as answer:
            return answer.status, answer.read().decode(), ""
    except urllib.error.HTTPError as error:
        with error:
            text = error.read().decode()
            return error.code, text, error.headers.get("Location", "")


def _field(html: str) -> str:
    match = re.search(r'name="request" value="([^"]+)"', html)
    if not match:
        raise ValueError(re.sub(r"<[^>]+>|\s+", " ", html)[-400:])
    return match[1]
