# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The log of every exchange, in memory and as JSON lines.

One object a line: ``method, path, query, request_headers`` (no secrets),
``request_body`` (parsed when it is JSON, else text), ``status, response_headers,
response_body, tenant, time``. A status of 0 means that the connection was closed
without an answer. Bodies of sign-in, token and control calls are left out: they hold
secrets.
"""

import json
import os
import re
import tempfile
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO, overload

from . import jsonform

_SECRET_HEADERS = {"authorization", "cookie", "set-cookie", "x-xero-signature"}
_DATA = "/api.xro/2.0/"


def kept_log() -> Path | None:
    """A new file in the folder that the environment variable ``XERO_LOGS`` names.

    So that whoever judges can have the exchanges of a whole test run; None without it.
    """
    folder = os.environ.get("XERO_LOGS")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(".jsonl", "xero-", folder)
    os.close(handle)
    return Path(name)


def _body(raw: bytes, content_type: str, own: bool = False) -> str:
    """The JSON text of a body for the log; ``own`` JSON was just written by us and is
    known to be sound and without line breaks."""
    if not raw:
        return "null"
    text = raw.decode("utf-8", "replace")
    if own and text[0] in "{[" and "json" in content_type:
        return text
    if "json" in content_type or text[:1] in "{[":
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            return re.sub(r"[\r\n]+", " ", text)
    if "octet" in content_type or "image" in content_type or "pdf" in content_type:
        return json.dumps(f"{len(raw)} bytes of {content_type}")
    return json.dumps(text[:20_000])


class Log(Sequence[dict[str, Any]]):
    """A list of exchanges; each is parsed when it is looked at."""

    def __init__(self, path: Path | None = None, keep: int | None = None) -> None:
        self._lock = threading.Lock()
        self._lines: list[str] = []
        self._parsed: dict[int, dict[str, Any]] = {}
        self._file: TextIO | None = None
        #: How many exchanges stay in memory (all, unless a demo runs for days).
        self._keep = keep
        self.path = path
        self.total = 0
        if path:
            self._file = path.open("a", encoding="utf-8")

    def add(
        self,
        *,
        method: str,
        path: str,
        query: dict[str, str],
        request_headers: dict[str, str],
        request_body: bytes,
        status: int,
        response_headers: dict[str, str],
        response_body: bytes,
        tenant: str | None,
        time: datetime,
        spoiled: bool = False,
    ) -> None:
        """Write one exchange down; ``spoiled``: the answer is no longer what it was."""
        secret = not path.lower().startswith((_DATA.lower(), "/connections"))
        line = self._line(
            {
                "method": method,
                "path": path,
                "query": {} if secret else query,
                "request_headers": _public(request_headers),
            },
            "null"
            if secret
            else _body(request_body, request_headers.get("content-type", "")),
            {"status": status, "response_headers": _public(response_headers)},
            "null"
            if secret
            else _body(
                response_body,
                response_headers.get("Content-Type", ""),
                own=not spoiled,
            ),
            {
                "tenant": tenant,
                "time": time.isoformat(timespec="milliseconds"),
            },
        )
        with self._lock:
            self.total += 1
            self._lines.append(line)
            if self._keep and len(self._lines) > 2 * self._keep:
                del self._lines[: self._keep]
                self._parsed.clear()
            if self._file:
                self._file.write(line + "\n")
                self._file.flush()

    @staticmethod
    def _line(
        head: dict[str, Any],
        request: str,
        middle: dict[str, Any],
        answer: str,
        tail: dict[str, Any],
    ) -> str:
        parts = [jsonform.dumps(part)[1:-1] for part in (head, middle, tail)]
        return (
            f'{{{parts[0]},"request_body":{request},{parts[1]},'
            f'"response_body":{answer},{parts[2]}}}'
        )

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self._lines)))]
        number = index if index >= 0 else len(self._lines) + index
        if number not in self._parsed:
            self._parsed[number] = json.loads(self._lines[number])
        return self._parsed[number]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self[:])

    def clear(self) -> None:
        """Forget what is in memory (the file keeps everything)."""
        with self._lock:
            self._lines.clear()
            self._parsed.clear()

    def calls(
        self, method: str | None = None, path: str | None = None
    ) -> list[dict[str, Any]]:
        """The API data calls only, by method and by a part of the path (no case)."""
        return [
            exchange
            for exchange in self
            if exchange["path"].lower().startswith(_DATA.lower())
            and (method is None or exchange["method"] == method.upper())
            and (path is None or path.lower() in exchange["path"].lower())
        ]

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


def _public(headers: dict[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in headers.items()
        if name.lower() not in _SECRET_HEADERS
    }
