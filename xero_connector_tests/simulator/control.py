# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Steering the simulator from another process, under ``/_control``.

All bodies and answers are JSON. A mistake is a 400 ``{"error": text}``.

- ``GET info``: what the command line prints, and the time;
- ``POST clock {"advance": seconds}``, ``GET clock``;
- ``GET faults``, ``POST faults {rule}``, ``DELETE faults[/id]``;
- ``GET log?after=N&path=...``: exchanges from number N on; ``DELETE log``;
- ``POST authorise {"user", "tenant", "scopes", "client_id"}``: tokens, no browser;
- ``POST limits {"tenant", "minute": n, "day": n}``: use calls up; ``DELETE limits``;
- ``POST settings {"tenant", name: value...}``, ``GET settings?tenant=``;
- ``GET state``, ``PUT state``: everything, to be put back later;
- ``POST actions {"action": name, "tenant": id, ...arguments}``: what a bookkeeper does
  (the methods of ``organisation.books.Books``); the answer is the record;
- ``GET records/{collection}?tenant=``: stored records;
- ``GET webhooks``, ``POST webhooks {"url", "categories"}``: subscribe (with the intent
  to receive checks), ``DELETE webhooks``; ``POST deliveries``: deliver what is due;
- ``POST offline {"offline": true, "tenant": id}`` (whole API without a tenant).
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from . import jsonform, state
from .errors import JSON, Invalid, NotFound
from .http import Answer, Incoming

if TYPE_CHECKING:
    from .world import World

Control = Callable[["World", Incoming, Any], Any]
_CONTROLS: dict[tuple[str, str], Control] = {}


def on(method: str, name: str) -> Callable[[Control], Control]:
    """Decorator: a control call."""

    def register(control: Control) -> Control:
        _CONTROLS[method, name] = control
        return control

    return register


def answer(world: "World", incoming: Incoming) -> Answer:
    """Answer one control call."""
    name = "/".join(incoming.segments[1:2])
    control = _CONTROLS.get((incoming.method, name))
    if control is None:
        raise NotFound
    try:
        body = jsonform.loads(incoming.body) if incoming.body.strip() else {}
        result = control(world, incoming, body)
        if isinstance(result, Answer):
            return result
        return Answer(result if result is not None else b"null")
    except Invalid as error:
        return Answer({"error": "; ".join(error.messages)}, 400)
    except (ValueError, TypeError, LookupError) as error:
        return Answer({"error": f"{type(error).__name__}: {error}"}, 400)


@on("GET", "info")
def info(world: "World", _incoming: Incoming, _body: Any) -> Any:
    return {**world.describe(), "now": world.clock.now().isoformat()}


@on("GET", "clock")
def clock(world: "World", _incoming: Incoming, _body: Any) -> Any:
    return {"now": world.clock.now().isoformat()}


@on("POST", "clock")
def advance(world: "World", _incoming: Incoming, body: Any) -> Any:
    return {"now": world.clock.advance(float(body["advance"])).isoformat()}


@on("GET", "faults")
def faults(world: "World", _incoming: Incoming, _body: Any) -> Any:
    return [vars(rule) for rule in world.faults.rules]


@on("POST", "faults")
def add_fault(world: "World", _incoming: Incoming, body: Any) -> Any:
    plain = {
        name: float(value) if name in ("seconds", "probability") else _integers(value)
        for name, value in body.items()
    }
    return vars(world.faults.add(plain))


def _integers(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value)
    if isinstance(value, list):
        return [_integers(item) for item in value]
    return value


@on("DELETE", "faults")
def remove_faults(world: "World", incoming: Incoming, _body: Any) -> Any:
    if len(incoming.segments) > 2:
        world.faults.remove(incoming.segments[2])
    else:
        world.faults.clear()
    return {}


@on("GET", "log")
def log(world: "World", incoming: Incoming, _body: Any) -> Any:
    query = incoming.query
    path = query.get("path", "").lower()
    start = int(query.get("after", 0))
    return {
        "next": len(world.log),
        "exchanges": [
            exchange
            for exchange in world.log[start:]
            if path in exchange["path"].lower()
        ],
    }


@on("DELETE", "log")
def clear_log(world: "World", _incoming: Incoming, _body: Any) -> Any:
    world.log.clear()
    return {}


@on("POST", "authorise")
def authorise(world: "World", _incoming: Incoming, body: Any) -> Any:
    app = world.apps[body["client_id"]] if body.get("client_id") else None
    return world.authorise(
        body.get("user"), body.get("tenant"), body.get("scopes"), app
    )


@on("POST", "limits")
def spend(world: "World", _incoming: Incoming, body: Any) -> Any:
    tenant = world.organisation(body.get("tenant")).tenant_id
    app = body.get("client_id") or world.web_app.client_id
    world.limits.spend(app, tenant, int(body.get("minute", 0)), int(body.get("day", 0)))
    return world.limits.headers(app, tenant)


@on("DELETE", "limits")
def reset_limits(world: "World", _incoming: Incoming, _body: Any) -> Any:
    world.limits.reset()
    return {}


@on("GET", "settings")
def settings(world: "World", incoming: Incoming, _body: Any) -> Any:
    return world.organisation(incoming.query.get("tenant")).settings.as_json()


@on("POST", "settings")
def change_settings(world: "World", _incoming: Incoming, body: Any) -> Any:
    organisation = world.organisation(body.pop("tenant", None))
    organisation.settings.change(body)
    return organisation.settings.as_json()


@on("POST", "offline")
def offline(world: "World", _incoming: Incoming, body: Any) -> Any:
    down = bool(body.get("offline", True))
    if body.get("tenant"):
        world.organisation(body["tenant"]).offline = down
    else:
        world.offline = down
    return {"offline": down}


@on("GET", "state")
def get_state(world: "World", _incoming: Incoming, _body: Any) -> Any:
    return Answer(state.dumps(state.export(world)).encode(), content_type=JSON)


@on("PUT", "state")
def put_state(world: "World", incoming: Incoming, _body: Any) -> Any:
    state.restore(world, state.loads(incoming.body.decode()))
    return world.describe()


@on("POST", "actions")
def act(world: "World", _incoming: Incoming, body: Any) -> Any:
    organisation = world.organisation(body.pop("tenant", None))
    name = body.pop("action")
    if name not in organisation.ACTIONS:
        raise ValueError(f"actions are {', '.join(organisation.ACTIONS)}")
    for field in ("day", "Date", "DueDate"):
        if isinstance(body.get(field), str):
            body[field] = date.fromisoformat(body[field])
    return getattr(organisation, name)(**body)


@on("GET", "records")
def records(world: "World", incoming: Incoming, _body: Any) -> Any:
    organisation = world.organisation(incoming.query.get("tenant"))
    wanted = incoming.segments[2].lower()
    for name, table in organisation.tables.items():
        if name.lower() == wanted:
            with organisation.lock:
                return table.rows()
    raise KeyError(wanted)


@on("GET", "webhooks")
def webhooks(world: "World", _incoming: Incoming, _body: Any) -> Any:
    subscription = world.webhooks.subscription
    return {
        "subscription": vars(subscription) if subscription else None,
        "waiting": world.webhooks.waiting,
        "deliveries": [vars(item) for item in world.webhooks.deliveries[-100:]],
    }


@on("POST", "webhooks")
def subscribe(world: "World", _incoming: Incoming, body: Any) -> Any:
    return {"status": world.webhooks.subscribe(body["url"], body.get("categories"))}


@on("DELETE", "webhooks")
def unsubscribe(world: "World", _incoming: Incoming, _body: Any) -> Any:
    world.webhooks.unsubscribe()
    return {}


@on("POST", "deliveries")
def deliver(world: "World", _incoming: Incoming, _body: Any) -> Any:
    return {"posts": world.webhooks.deliver(), "waiting": world.webhooks.waiting}
