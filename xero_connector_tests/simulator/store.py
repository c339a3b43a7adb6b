# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tables of records, with indexes and undo.

A record is a dict with natural values. It is never changed in place once stored: a
change stores a new dict. So undo keeps references only, a snapshot for the state file
is a shallow copy, and readers need no copies.

Xero's default order of every list is ``UpdatedDateUTC ASC, <ID> ASC``: each table
keeps its ids in that order.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

Record = dict[str, Any]
Index = Callable[[Record], Hashable | None | list[Hashable]]

_OLDEST = datetime(1900, 1, 1, tzinfo=UTC)


class Journal:
    """What a transaction did, so that it can be undone back to a savepoint."""

    def __init__(self) -> None:
        self.entries: list[tuple[Table, str, Record | None]] = []
        self.depth = 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Nested: an inner failure undoes the inner part only."""
        mark = len(self.entries)
        self.depth += 1
        try:
            yield
        except BaseException:
            while len(self.entries) > mark:
                table, key, old = self.entries.pop()
                table._place(key, old)
            raise
        finally:
            self.depth -= 1
            if not self.depth:
                self.entries.clear()


class Table(Mapping[str, Record]):
    """Records of one resource by id, read-only to the outside but for ``put``."""

    def __init__(
        self,
        name: str,
        key: str,
        journal: Journal,
        indexes: Mapping[str, Index] | None = None,
    ) -> None:
        self.name = name
        self.key = key
        self._journal = journal
        self._rows: dict[str, Record] = {}
        self._order: list[tuple[datetime, str]] = []
        self._makers = dict(indexes or {})
        self._indexes: dict[str, dict[Hashable, dict[str, None]]] = {
            name: {} for name in self._makers
        }

    def __getitem__(self, key: str) -> Record:
        return self._rows[key.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: object, default: Any = None) -> Any:
        return self._rows.get(str(key).lower(), default)

    def put(self, record: Record) -> Record:
        """Store a new or changed record under its id; returns it."""
        key = str(record[self.key]).lower()
        if self._journal.depth:
            self._journal.entries.append((self, key, self._rows.get(key)))
        self._place(key, record)
        return record

    def remove(self, key: str) -> None:
        """Forget a record (Xero itself nearly always keeps it with a status)."""
        key = key.lower()
        if self._journal.depth:
            self._journal.entries.append((self, key, self._rows.get(key)))
        self._place(key, None)

    def find(self, index: str, value: Hashable) -> list[Record]:
        """The records filed under ``value``, oldest filing first."""
        keys = self._indexes[index].get(value)
        return [self._rows[key] for key in keys] if keys else []

    def one(self, index: str, value: Hashable) -> Record | None:
        """The first record filed under ``value``."""
        for key in self._indexes[index].get(value, ()):
            return self._rows[key]
        return None

    def ordered(self, since: datetime | None = None) -> list[Record]:
        """All records (changed at or after ``since``) in Xero's default order."""
        start = bisect_left(self._order, (since, "")) if since else 0
        return [self._rows[key] for _moment, key in self._order[start:]]

    def rows(self) -> list[Record]:
        """A snapshot of the records, in the order in which they were made."""
        return list(self._rows.values())

    def load(self, records: Iterable[Record]) -> None:
        """Replace everything (state file, import)."""
        for key in list(self._rows):
            self._place(key, None)
        for record in records:
            self._place(str(record[self.key]).lower(), record)

    def _place(self, key: str, record: Record | None) -> None:
        old = self._rows.get(key)
        if old is not None:
            self._unfile(key, old)
        if record is None:
            self._rows.pop(key, None)
        else:
            self._rows[key] = record
            self._file(key, record)

    def _file(self, key: str, record: Record) -> None:
        insort(self._order, (record.get("UpdatedDateUTC", _OLDEST), key))
        for name, maker in self._makers.items():
            for value in _values(maker(record)):
                self._indexes[name].setdefault(value, {})[key] = None

    def _unfile(self, key: str, record: Record) -> None:
        entry = (record.get("UpdatedDateUTC", _OLDEST), key)
        position = bisect_left(self._order, entry)
        del self._order[position]
        for name, maker in self._makers.items():
            for value in _values(maker(record)):
                filed = self._indexes[name][value]
                del filed[key]
                if not filed:
                    del self._indexes[name][value]


def _values(made: Hashable | None | list[Hashable]) -> list[Hashable]:
    if made is None:
        return []
    return made if isinstance(made, list) else [made]
