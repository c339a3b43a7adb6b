# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pages between a client's Connect button and its redirect URI.

GET /identity/connect/authorize shows the sign-in form; its fields are ``request``
(hidden), ``email`` and ``password``, posted to /identity/login. Then comes the consent
form: ``request`` (hidden), ``tenant`` (an organisation's id) and the button ``action``
(``allow`` or ``decline``), posted to /identity/consent, which redirects to the client
with ``code`` and ``state``, or with ``error=access_denied``.

What is wrong with the request itself is shown to the person, not sent to the client.
"""

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from ..http import Answer, Incoming
from ..pages.render import page
from .apps import App, User
from .scopes import ADVANCED, EVERYTHING, LEGACY
from .tokens import Grant

if TYPE_CHECKING:
    from ..world import World

HTML = "text/html; charset=utf-8"


def _refused(code: str, text: str) -> Answer:
    return Answer(page("error.html", code=code, text=text), 400, HTML)


def start(world: "World", incoming: Incoming) -> Answer:
    """The sign-in page, or what is wrong with the request."""
    query = {}
    for name, value in incoming.query.items():
        query[name] = value
    app = world.apps.get(query.get("client_id", ""))
    if app is None:
        return _refused("unauthorized_client", "Unknown client or client not enabled")
    if app.kind == "custom":
        return _refused("unauthorized_client", "Unknown client or client not enabled")
    redirect = query.get("redirect_uri", "")
    if not app.accepts_redirect(redirect):
        return _refused("unauthorized_client", "Invalid redirect_uri")
    if query.get("response_type") != "code":
        return _refused("unsupported_response_type", "Response type not supported")
    problem = _scope_problem(app, query.get("scope", ""))
    if problem:
        return problem
    challenge = query.get("code_challenge", "")
    if (app.kind == "pkce" and not challenge) or (
        challenge and query.get("code_challenge_method") != "S256"
    ):
        return _refused(
            "invalid_request", "A code_challenge with the method S256 is required"
        )
    request = world.ids.token()
    with world.lock:
        world.pending[request] = query
        while len(world.pending) > 1_000:
            world.pending.pop(next(iter(world.pending)))
    return _sign_in(world, request, app)


def _scope_problem(app: App, text: str) -> Answer | None:
    asked = set(text.split())
    if not asked or not asked <= EVERYTHING | ADVANCED:
        return _refused("invalid_scope", "Invalid scope requested")
    if not asked <= app.scopes():
        # Broad scopes with an app made since March 2026, or a tier that lacks one.
        return _refused("unauthorized_client", "Invalid scope for client")
    return None


def _sign_in(world: "World", request: str, app: App, failed: bool = False) -> Answer:
    html = page(
        "sign_in.html",
        request=request,
        app=app.name,
        people=world.people(),
        failed=failed,
    )
    return Answer(html, content_type=HTML)


def sign_in(world: "World", incoming: Incoming) -> Answer:
    """The consent page, or the sign-in page again."""
    form = incoming.form()
    request = form.get("request", "")
    query = world.pending.get(request)
    if query is None:
        return _refused("invalid_request", "This sign-in is no longer valid")
    app = world.apps[query["client_id"]]
    user = world.user_by_email(form.get("email", "").strip())
    if user is None or user.password != form.get("password"):
        return _sign_in(world, request, app, failed=True)
    query["signed_in_user"] = user.user_id
    return _consent(world, request, app, user)


def _consent(world: "World", request: str, app: App, user: User) -> Answer:
    query = world.pending[request]
    html = page(
        "consent.html",
        request=request,
        app=app.name,
        user=user,
        organisations=[world.organisations[tenant] for tenant in user.roles],
        scopes=sorted(query.get("scope", "").split()),
        legacy=bool(LEGACY & set(query.get("scope", "").split())),
    )
    return Answer(html, content_type=HTML)


def consent(world: "World", incoming: Incoming) -> Answer:
    """Back to the client with a code, or with the refusal."""
    form = incoming.form()
    request = form.get("request", "")
    with world.lock:
        query = world.pending.get(request)
        user = world.users.get(query.get("signed_in_user", "")) if query else None
        if query is None or user is None:
            return _refused("invalid_request", "This sign-in is no longer valid")
        app = world.apps[query["client_id"]]
        if form.get("action") != "allow":
            del world.pending[request]
            return _back(query, error="access_denied")
        tenant = form.get("tenant", "")
        if tenant not in user.roles:
            return _consent(world, request, app, user)
        problem = _limit_problem(world, app, tenant)
        if problem:
            return _refused("unauthorized_client", problem)
        del world.pending[request]
    event = world.ids.guid()
    world.tokens.connect(app, user.user_id, tenant, event)
    given = world.tokens.consent(app, user.user_id, frozenset(query["scope"].split()))
    grant = Grant(app.client_id, user.user_id, given, event)
    code = world.tokens.issue_code(
        grant, query["redirect_uri"], query.get("code_challenge", "")
    )
    return _back(query, code=code, scope=query["scope"])


def _limit_problem(world: "World", app: App, tenant: str) -> str:
    """Why a new connection is one too many, if so: an app of the tier has so many
    connections, an organisation at most two uncertified apps."""
    connections = [c for c in world.tokens.connections.values() if c.user_id]
    tenants = {c.tenant_id for c in connections if c.client_id == app.client_id}
    if tenant in tenants:
        return ""
    most = world.most_connections()
    if most is not None and len(tenants) >= most:
        return "This app has reached its connection limit"
    if len({c.client_id for c in connections if c.tenant_id == tenant}) >= 2:
        return "This organisation is connected to two uncertified apps already"
    return ""


def _back(query: dict[str, str], **values: str) -> Answer:
    if "state" in query:
        values["state"] = query["state"]
    redirect = query["redirect_uri"]
    joint = "&" if urlsplit(redirect).query else "?"
    location = f"{redirect}{joint}{urlencode(values)}"
    return Answer(b"", 302, HTML, {"Location": location})
