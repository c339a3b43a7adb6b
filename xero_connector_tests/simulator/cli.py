# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The command line: ``python -m xero_connector_tests.simulator``."""

import argparse
import json
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .app import Application
from .log import kept_log
from .regions import REGIONS
from .server import Server
from .state import StateFile
from .world import TIERS, World


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m xero_connector_tests.simulator",
        description="A local Xero: identity, Accounting API, webhooks, on loopback.",
    )
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--region", choices=sorted(REGIONS), default="uk")
    parser.add_argument("--tier", choices=TIERS, default="starter")
    parser.add_argument("--state", type=Path, help="keep the data in this file")
    parser.add_argument("--log", type=Path, help="append every exchange as JSON lines")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clock", choices=("real", "fake"), default="real")
    parser.add_argument("--now", help="where a fake clock stands, ISO 8601 in UTC")
    return parser.parse_args(argv)


def addresses(base: str) -> dict[str, Any]:
    """What stands for Xero's hosts."""
    return {
        "base": base,
        "login": f"{base}/identity/connect/authorize",
        "token": f"{base}/connect/token",
        "revocation": f"{base}/connect/revocation",
        "connections": f"{base}/connections",
        "api": f"{base}/api.xro/2.0",
        "control": f"{base}/_control",
        "bookkeeper": f"{base}/",
    }


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; prints one JSON line when ready."""
    options = _arguments(argv)
    start = datetime.fromisoformat(options.now) if options.now else None
    if start is not None and start.tzinfo is None:
        start = start.replace(tzinfo=UTC)
    world = World(
        region=options.region,
        tier=options.tier,
        seed=options.seed,
        clock=options.clock,
        start=start,
        log=options.log or kept_log(),
        keep_log=5_000,
    )
    state = StateFile(world, options.state) if options.state else None
    try:
        if state:
            state.load()
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{options.state} cannot be loaded: {error}", file=sys.stderr)
        return 1
    try:
        server = Server(options.port, Application(world))
    except OSError as error:
        print(f"port {options.port} cannot be used: {error}", file=sys.stderr)
        return 1
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: ended.set())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    base = f"http://localhost:{server.port}"
    print(json.dumps({**addresses(base), **world.describe()}), flush=True)
    if state:
        state.start()
    world.webhooks.start()
    ended.wait()
    server.stop()
    world.webhooks.stop()
    if state:
        state.stop()
    world.log.close()
    return 0
