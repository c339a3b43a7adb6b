# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bookkeeper's pages."""

from typing import TYPE_CHECKING

from ..http import Answer, Incoming

if TYPE_CHECKING:
    from ..world import World


def answer(world: "World", _incoming: Incoming) -> Answer:
    """A plain list of the organisations."""
    lines = "\n".join(tenant["name"] for tenant in world.tenants)
    return Answer(lines.encode(), content_type="text/plain; charset=utf-8")
