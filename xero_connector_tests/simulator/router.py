# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Paths of the Accounting API to their handlers.

Paths are matched without case: clients write /Invoices, /invoices, /Connections.
"""

from collections.abc import Callable
from typing import NamedTuple

from .http import Handler


class Route(NamedTuple):
    """A method and a pattern such as ``Invoices/{id}/History``."""

    handler: Handler
    pattern: tuple[str, ...]


class Match(NamedTuple):
    handler: Handler
    path: dict[str, str]


class Router:
    """All routes by method and first segment."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, str], list[Route]] = {}
        self._known: set[str] = set()

    def on(self, method: str, pattern: str) -> Callable[[Handler], Handler]:
        """Decorator: handle ``method`` on ``pattern``."""

        def register(handler: Handler) -> Handler:
            self.add(method, pattern, handler)
            return handler

        return register

    def add(self, method: str, pattern: str, handler: Handler) -> None:
        parts = tuple(pattern.split("/"))
        first = parts[0].lower()
        self._known.add(first)
        routes = self._routes.setdefault((method, first), [])
        routes.append(Route(handler, parts))
        routes.sort(key=lambda route: sum(p.startswith("{") for p in route.pattern))

    def knows(self, resource: str) -> bool:
        return resource.lower() in self._known

    def methods(self, segments: list[str]) -> list[str]:
        """The methods that exist for a path."""
        return sorted(
            {
                method
                for method, first in self._routes
                if first == segments[0].lower() and self.match(method, segments)
            }
        )

    def match(self, method: str, segments: list[str]) -> Match | None:
        """The handler of a path, and the values of its placeholders."""
        for route in self._routes.get((method, segments[0].lower()), ()):
            path = _fit(route.pattern, segments)
            if path is not None:
                return Match(route.handler, path)
        return None


def _fit(pattern: tuple[str, ...], segments: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(segments):
        return None
    path: dict[str, str] = {}
    for part, segment in zip(pattern, segments, strict=True):
        if part.startswith("{"):
            path[part[1:-1]] = segment
        elif part.lower() != segment.lower():
            return None
    return path


#: The routes of the Accounting API; the modules of ``accounting`` fill it.
api = Router()
