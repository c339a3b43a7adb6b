# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Counts what the official SDK asks of the local Xero, for the end of the test run."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

#: (resource, what became of the call) -> how often, over all tests of this run.
CALLS: Counter[tuple[str, str]] = Counter()
_DID = {"GET": "read", "PUT": "made", "POST": "posted", "DELETE": "deleted"}


def count(client: Any) -> None:
    """Count the calls of an SDK client from now on.

    A call that the SDK cannot read raises something without a status; it is counted
    as ``unreadable``, and the test that made it fails.
    """
    call_api = client.call_api

    def counted(url: str, method: str, *args: Any, **options: Any) -> Any:
        resource, outcome = _resource(url), "unreadable"
        try:
            answer = call_api(url, method, *args, **options)
            outcome = _DID[method]
        except Exception as error:
            if getattr(error, "status", None):
                outcome = "refused"
            raise
        finally:
            CALLS[resource, outcome] += 1
        return answer

    client.call_api = counted


def _resource(url: str) -> str:
    """``Invoices/Attachments`` of an address of the Accounting API, else its path."""
    path = url.split("://")[-1].partition("/")[2]
    parts = path.removeprefix("api.xro/2.0/").split("/")
    named = [part for part in parts if "{" not in part]
    if path.startswith("api.xro/"):
        return "/".join(named[:2])
    return f"identity: {parts[-1] if 'token' in path else parts[0].lower()}"


def report() -> Iterator[str]:
    """Lines: the sum, then a line for every resource."""
    total = sum(CALLS.values())
    kinds: Counter[str] = Counter()
    for (_resource_name, outcome), number in CALLS.items():
        kinds[outcome] += number
    refused, unreadable = kinds["refused"], kinds["unreadable"]
    yield (
        f"{total} calls: {total - refused - unreadable} succeeded, {refused} refused as"
        f" they should be, {unreadable} unreadable"
    )
    for resource in sorted({resource for resource, _outcome in CALLS}):
        parts = (
            f"{number} {outcome}"
            for (name, outcome), number in sorted(CALLS.items())
            if name == resource
        )
        yield f"  {resource:32} {', '.join(parts)}"
