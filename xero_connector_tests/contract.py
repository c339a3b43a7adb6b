# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Judges exchanges by Xero's published OpenAPI document.

Tests call ``problems_of``; from the command line it judges logs of the local Xero::

    XERO_OPENAPI=xero_accounting.yaml python -m xero_connector_tests.contract LOG...

The document is not part of this project; the environment variable ``XERO_OPENAPI``
names it. Checked are path and method, query parameters, bodies of requests that
succeeded and of answers against their schemas, keys that the schema does not know,
``/Date()/`` texts and identifiers.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

BASE = "/api.xro/2.0"
#: Sent by the live Xero (recorded answers, newer editions of the document) though
#: version 16.1.0 does not declare them.
BEYOND = {
    "Id",
    "Status",
    "ProviderName",
    "DateTimeUTC",
    "pagination",
    "DateString",
    "DueDateString",
    "UpdatedDateUTCString",
    "ID",
    "InvoicePaymentServices",
    "InvoiceAddresses",
    "RoundingAmount",
    "HasErrors",
    "IsDiscounted",
    "HasValidationErrors",
    "StatusAttributeString",
    "ValidationErrors",
    "Warnings",
    "HasAccount",
    "AppliedAmount",
    "BatchPayment",
}
_GUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
_MSDATE = re.compile(r"^/Date\(-?\d+([+-]\d{4})?\)/$")


class Contract:
    """The document, ready to judge with."""

    def __init__(self, path: Path) -> None:
        import yaml
        from openapi_schema_validator import OAS30Validator
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT202012

        class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore
            """Leaves timestamps texts."""

        Loader.yaml_implicit_resolvers = {
            first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
            for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }
        self.document = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
        self._validator = OAS30Validator
        self._registry = Registry().with_resource(
            "urn:xero",
            Resource.from_contents(self.document, default_specification=DRAFT202012),
        )
        self._validators: dict[str, Any] = {}
        self._routes = sorted(
            (
                (
                    re.compile("^" + re.sub(r"\{[^}]+\}", "[^/]+", name) + "/?$", re.I),
                    name,
                )
                for name in self.document["paths"]
            ),
            key=lambda route: route[1].count("{"),
        )

    def resolve(self, pointer: str) -> tuple[str, Any]:
        """What a pointer leads to, through references; and the last pointer."""
        node = self.document
        for part in pointer.strip("/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
        while isinstance(node, dict) and "$ref" in node:
            return self.resolve(node["$ref"].lstrip("#"))
        return pointer, node

    def judge(self, exchange: dict[str, Any]) -> list[str]:
        """What is wrong with one exchange of the log."""
        path = exchange["path"]
        if not path.lower().startswith(BASE) or not exchange["status"]:
            return []
        method = exchange["method"].lower()
        found = self._operation(path[len(BASE) :] or "/", method)
        if found is None:
            known = exchange["status"] in (404, 405, 501, 401, 403)
            return [] if known else [f"{method} {path}: not in the document"]
        pointer, operation = found
        place = f"{method.upper()} {path} {exchange['status']}"
        problems = [f"{place}: {text}" for text in self._query(operation, exchange)]
        for part, text in (
            *self._request(pointer, operation, exchange),
            *self._answer(pointer, operation, exchange),
        ):
            problems.append(f"{place}: {part}: {text}")
        return problems

    def _operation(self, path: str, method: str) -> tuple[str, Any] | None:
        for pattern, name in self._routes:
            item = self.document["paths"][name]
            if pattern.fullmatch(path) and method in item:
                pointer = f"/paths/{name.replace('/', '~1')}/{method}"
                return pointer, {**item[method], "shared": item.get("parameters", [])}
        return None

    def _query(self, operation: Any, exchange: dict[str, Any]) -> Iterator[str]:
        if exchange["status"] == 404:
            return
        known = {"pagesize", "allowbackorders"}  # in newer editions
        for parameter in [*operation.get("parameters", []), *operation["shared"]]:
            if "$ref" in parameter:
                parameter = self.resolve(parameter["$ref"].lstrip("#"))[1]
            known.add(parameter["name"].lower())
        for name in exchange["query"]:
            if name.lower() not in known:
                yield f"the parameter {name} is not in the document"

    def _request(
        self, pointer: str, operation: Any, exchange: dict[str, Any]
    ) -> Iterator[tuple[str, str]]:
        body = exchange["request_body"]
        if exchange["status"] >= 300 or "requestBody" not in operation:
            return
        if not isinstance(body, dict | list):
            return
        at, node = self.resolve(f"{pointer}/requestBody")
        if "application/json" not in node["content"]:
            return
        schema = f"{at}/content/application~1json/schema"
        for text in self._faults(schema, body, dates=False):
            yield "request", text

    def _answer(
        self, pointer: str, operation: Any, exchange: dict[str, Any]
    ) -> Iterator[tuple[str, str]]:
        body, status = exchange["response_body"], str(exchange["status"])
        if status not in operation["responses"] or not isinstance(body, dict | list):
            return
        if pointer.endswith("{AllocationID}/delete"):
            return  # live Xero sends the allocation itself, unlike its document
        at, node = self.resolve(f"{pointer}/responses/{status}")
        if "application/json" not in node.get("content", {}):
            return
        schema = f"{at}/content/application~1json/schema"
        for text in self._faults(schema, body, dates=True, keys=status == "200"):
            yield "answer", text

    def _faults(
        self, pointer: str, body: Any, dates: bool, keys: bool = True
    ) -> Iterator[str]:
        if pointer not in self._validators:
            self._validators[pointer] = self._validator(
                {"$ref": f"urn:xero#{pointer}"}, registry=self._registry
            )
        for error in self._validators[pointer].iter_errors(body):
            where = "/".join(str(part) for part in error.absolute_path)
            yield f"{where}: {error.message[:200]}"
        if keys:
            yield from self._walk(pointer, body, "", dates)

    def _walk(self, pointer: str, body: Any, where: str, dates: bool) -> Iterator[str]:
        at, schema = self.resolve(pointer)
        if isinstance(body, list):
            for number, item in enumerate(body):
                yield from self._walk(f"{at}/items", item, f"{where}/{number}", dates)
        elif isinstance(body, str):
            if schema.get("x-is-msdate") or schema.get("x-is-msdate-time"):
                if dates and not _MSDATE.match(body):
                    yield f"{where}: {body[:40]} is no /Date()/"
            elif schema.get("format") == "uuid" and body and not _GUID.match(body):
                yield f"{where}: {body[:40]} is no uuid"
        elif isinstance(body, dict) and schema.get("properties"):
            for key, value in body.items():
                if key in schema["properties"]:
                    inner = f"{at}/properties/{key}"
                    yield from self._walk(inner, value, f"{where}/{key}", dates)
                elif key not in BEYOND and not (
                    key.endswith("String") and key[:-6] in schema["properties"]
                ):
                    yield f"{where}/{key}: a key that the schema does not know"


@cache
def contract() -> Contract | None:
    """The document that XERO_OPENAPI names, None when it names none."""
    name = os.environ.get("XERO_OPENAPI", "")
    return Contract(Path(name)) if name and Path(name).is_file() else None


def problems_of(exchanges: Any) -> list[str]:
    """What the document objects to in these exchanges; nothing without a document."""
    judged = contract()
    if judged is None:
        return []
    return [text for exchange in exchanges for text in judged.judge(exchange)]


def main(names: list[str]) -> int:
    """Judge logs; prints each problem once with its count. 0 only without any."""
    judged = contract()
    if judged is None or not names:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    exchanges, problems = 0, Counter[str]()
    for name in names:
        with Path(name).open(encoding="utf-8") as lines:
            for line in lines:
                exchanges += 1
                problems.update(judged.judge(json.loads(line)))
    for text, count in problems.most_common(20):
        sys.stdout.write(f"{count:6} x {text}\n")
    sys.stdout.write(
        f"{exchanges} exchanges in {len(names)} logs, {problems.total()} problems\n"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
