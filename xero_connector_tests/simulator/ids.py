# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Identifiers and secrets, the same ones for the same seed."""

import random
import string
import threading
import uuid

_LETTERS = string.ascii_letters + string.digits


class Ids:
    """A source of identifiers; safe to use from several threads."""

    def __init__(self, seed: int) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(seed)

    def guid(self) -> str:
        with self._lock:
            return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def token(self, length: int = 43) -> str:
        with self._lock:
            return "".join(self._random.choices(_LETTERS, k=length))

    def chance(self, probability: float) -> bool:
        with self._lock:
            return self._random.random() < probability

    def state(self) -> object:
        """What ``restore`` needs to go on with the same sequence."""
        version, numbers, gauss = self._random.getstate()
        return [version, list(numbers), gauss]

    def restore(self, state: list[object]) -> None:
        version, numbers, gauss = state
        self._random.setstate((version, tuple(numbers), gauss))  # type: ignore[arg-type]
