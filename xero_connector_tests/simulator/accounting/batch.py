# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Writes of several elements, and their two forms of answer.

``summarizeErrors`` is true unless said otherwise (recorded live, against the published
default): one bad element fails the whole call with 400, nothing is stored, and the bad
elements are echoed with their messages. With ``summarizeErrors=false`` the answer is
200, every element says ``StatusAttributeString`` OK, WARNING or ERROR, and the good
ones are stored.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..errors import ZERO_ID, Invalid, ValidationFailed
from ..http import Answer, Call
from ..store import Record


@dataclass
class Written:
    """What became of one good element."""

    record: Record
    warnings: list[str] = field(default_factory=list)


#: Stores one element (already a JSON object); raises Invalid.
Write = Callable[[dict[str, Any], int], Written]
Render = Callable[[Record], Record]
#: What of a refused element is safe to give back.
Echo = Callable[[dict[str, Any], int], Record]


@dataclass(frozen=True)
class Kind:
    """How a resource shows its errors."""

    collection: str
    id_field: str
    #: HasErrors on invoices and credit notes, HasValidationErrors on the others.
    error_flag: str | None


def messages(texts: list[str]) -> list[Record]:
    return [{"Message": text} for text in texts]


def write(
    call: Call,
    kind: Kind,
    elements: list[dict[str, Any]],
    store: Write,
    render: Render,
    echo: Echo,
) -> Answer:
    """Store every element and answer; raises ValidationFailed."""
    summarize = call.flag("summarizeErrors", True)
    done: list[tuple[Written | None, Record, list[str]]] = []
    with call.organisation.transaction():
        for number, element in enumerate(elements):
            try:
                with call.organisation.transaction():
                    written = store(element, number)
                    done.append((written, {}, []))
            except Invalid as error:
                done.append((None, echo(element, number), error.messages))
        bad = [
            _failed(kind, shown, texts) for written, shown, texts in done if not written
        ]
        if bad and summarize:
            raise ValidationFailed(bad)
        answers = []
        for outcome, shown, texts in done:
            if outcome is None:
                answers.append(
                    {**_failed(kind, shown, texts), "StatusAttributeString": "ERROR"}
                )
                continue
            answer = render(outcome.record)
            if outcome.warnings:
                answer["Warnings"] = messages(outcome.warnings)
            if not summarize:
                answer["StatusAttributeString"] = (
                    "WARNING" if outcome.warnings else "OK"
                )
            answers.append(answer)
    return call.envelope(kind.collection, answers)


def _failed(kind: Kind, shown: Record, texts: list[str]) -> Record:
    answer = {kind.id_field: ZERO_ID, **shown}
    if kind.error_flag:
        answer[kind.error_flag] = True
    answer["ValidationErrors"] = messages(texts)
    return answer


def failed(kind: Kind, shown: Record, texts: list[str]) -> ValidationFailed:
    """The error of a call about one thing that is no batch."""
    return ValidationFailed([_failed(kind, shown, texts)])


def single(
    call: Call,
    kind: Kind,
    element: dict[str, Any],
    store: Write,
    render: Render,
    echo: Echo,
) -> Answer:
    """A write of one element by the id in its path: always a summarised answer."""
    call.query.pop("summarizeerrors", None)
    return write(call, kind, [element], store, render, echo)
