# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The whole local Xero as one JSON document: export, import, and a file.

Amounts, days and moments are tagged objects (``{"$decimal": "1.00"}``), so that what is
loaded equals what was saved. Limits and idempotency keys are not part of it.
"""

import base64
import json
import os
import threading
import time
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from .clock import FakeClock
from .identity.apps import App, User
from .organisation.books import Books
from .regions import REGIONS
from .world import World

VERSION = 1


def _tagged(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    raise TypeError(type(value).__name__)


def _untagged(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        (key, text), *_rest = value.items()
        if key == "$decimal":
            return Decimal(text)
        if key == "$moment":
            return datetime.fromisoformat(text)
        if key == "$day":
            return date.fromisoformat(text)
    return value


def dumps(state: dict[str, Any]) -> str:
    return json.dumps(state, default=_tagged, ensure_ascii=False)


def loads(text: str) -> dict[str, Any]:
    """Raises ValueError for what is no saved state."""
    state = json.loads(text, object_hook=_untagged)
    if not isinstance(state, dict) or state.get("version") != VERSION:
        raise ValueError(f"not a saved state of version {VERSION}")
    return state


def export(world: World) -> dict[str, Any]:
    """A snapshot; holds each organisation's lock only while copying references."""
    organisations: list[dict[str, Any]] = []
    for organisation in list(world.organisations.values()):
        with organisation.lock:
            organisations.append(
                {
                    "tenant_id": organisation.tenant_id,
                    "region": organisation.region.key,
                    "profile": organisation.profile,
                    "settings": organisation.settings.as_json(),
                    "counters": dict(organisation.counters),
                    "refused_actions": sorted(organisation.refused_actions),
                    "offline": organisation.offline,
                    "tables": {
                        name: table.rows()
                        for name, table in organisation.tables.items()
                    },
                    "files": dict(organisation.files),
                }
            )
    for part in organisations:
        part["files"] = {
            key: base64.b64encode(content).decode()
            for key, content in part["files"].items()
        }
    return {
        "version": VERSION,
        "region": world.region,
        "seed": world.seed,
        "now": world.clock.now(),
        "ids": world.ids.state(),
        "webhook_key": world.webhook_key,
        "webhooks": world.webhooks.as_json(),
        "apps": [asdict(app) for app in world.apps.values()],
        "users": [asdict(user) for user in world.users.values()],
        "tokens": world.tokens.as_json(),
        "organisations": organisations,
    }


def restore(world: World, state: dict[str, Any]) -> None:
    """Make ``world`` what ``export`` saw; a fake clock goes on from there."""
    if state.get("version") != VERSION:
        raise ValueError(f"not a saved state of version {VERSION}")
    organisations: dict[str, Books] = {}
    for part in state["organisations"]:
        organisation = Books(
            part["tenant_id"],
            part["profile"],
            REGIONS[part["region"]],
            world.clock,
            world.ids,
        )
        organisation.settings.change(part["settings"])
        organisation.counters = part["counters"]
        organisation.refused_actions = set(part["refused_actions"])
        organisation.offline = part["offline"]
        for name, rows in part["tables"].items():
            organisation.tables[name].load(rows)
        organisation.files = {
            key: base64.b64decode(text) for key, text in part["files"].items()
        }
        organisations[organisation.tenant_id] = organisation
    with world.lock:
        world.region, world.seed = state["region"], state["seed"]
        world.ids.restore(state["ids"])
        if isinstance(world.clock, FakeClock):
            world.clock.set(state["now"])
        world.organisations = organisations
        world.apps = {raw["client_id"]: App(**raw) for raw in state["apps"]}
        world.users = {raw["user_id"]: User(**raw) for raw in state["users"]}
        world.name_apps()
        world.tokens.load(state["tokens"])
        world.webhook_key = state["webhook_key"]
        world.webhooks.load(state["webhooks"])
        world.watch()
        world.limits.reset()
        world.idempotency.reset()


class StateFile:
    """Keeps a world in a file: loaded at the start, saved while it changes and at the
    end. Saving takes at most a twentieth of the time."""

    def __init__(self, world: World, path: Path, every: float = 3.0) -> None:
        self.world = world
        self.path = path
        self.every = every
        self._saved = -1
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def load(self) -> bool:
        """Take the file's content over, if there is one; raises ValueError."""
        if not self.path.exists():
            return False
        restore(self.world, loads(self.path.read_text(encoding="utf-8")))
        return True

    def save(self) -> None:
        """Write the file whole or not at all."""
        self._saved = self.world.requests
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_name(self.path.name + ".partial")
        with partial.open("w", encoding="utf-8") as file:
            file.write(dumps(export(self.world)))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.path)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="state", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        pause = self.every
        while not self._ended.wait(pause):
            if self.world.requests == self._saved:
                continue
            begun = time.monotonic()
            self.save()
            pause = max(self.every, 20 * (time.monotonic() - begun))

    def stop(self) -> None:
        """Save for the last time."""
        self._ended.set()
        if self._thread:
            self._thread.join(30)
        self.save()
