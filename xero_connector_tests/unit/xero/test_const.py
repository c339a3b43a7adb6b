# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The table of resources against itself, and against Xero's own document."""

import os
from pathlib import Path

import pytest

from xero_connector.xero import const
from xero_connector.xero.const import ENDPOINTS, FEATURE_SCOPES

yaml = pytest.importorskip("yaml", reason="reading Xero's document needs PyYAML")


@pytest.mark.parametrize("row", ENDPOINTS.values(), ids=lambda row: row.name)
def test_row_is_consistent(row):
    assert ENDPOINTS[row.name] is row
    assert row.feature in FEATURE_SCOPES
    assert row.batch in (1, const.BATCH_ELEMENTS)
    assert row.error_flag in ("HasErrors", "HasValidationErrors")
    assert row.ids_in_where == (row.ids_param is None)
    assert row.batch == 1 or "PUT" in row.writes


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError):
        ENDPOINTS["Invoices"] = None
    with pytest.raises(AttributeError):
        ENDPOINTS["Invoices"].batch = 500


def test_addresses_are_xeros():
    for url in (
        const.AUTHORISE_URL,
        const.TOKEN_URL,
        const.REVOKE_URL,
        const.CONNECTIONS_URL,
        const.API_URL,
    ):
        assert url.split("/")[2] in const.XERO_HOSTS
        assert url.startswith("https://")


def test_a_key_is_resent_only_while_xero_still_holds_it():
    assert const.KEY_SAFE < const.KEY_LIFETIME == 360


class _TextLoader(yaml.SafeLoader):
    """Keeps timestamps as text."""


_TextLoader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def document():
    path = os.environ.get("XERO_OPENAPI")
    if not path:
        pytest.skip("XERO_OPENAPI does not name Xero's OpenAPI document")
    return yaml.load(Path(path).read_text(encoding="utf-8"), Loader=_TextLoader)


def _parameters(document, operation):
    for entry in operation.get("parameters", []):
        if "$ref" in entry:
            entry = document["components"]["parameters"][entry["$ref"].split("/")[-1]]
        yield entry["name"]


@pytest.mark.parametrize("row", ENDPOINTS.values(), ids=lambda row: row.name)
def test_row_agrees_with_xeros_document(document, row):
    paths = document["paths"]
    collection = paths[f"/{row.name}"]
    query = set(_parameters(document, collection["get"]))
    assert row.paged == ("page" in query)
    assert row.modified_since == ("If-Modified-Since" in query)
    assert ("IDs" in query) == (row.ids_param == "IDs")
    assert row.unitdp == ("unitdp" in query)
    assert row.hidden_param == next(
        (name for name in ("includeArchived", "includeDeleted") if name in query), None
    )
    writes = {method.upper() for method in ("put", "post") if method in collection}
    assert row.writes == writes
    if "PUT" in writes:
        assert row.summarize_errors == (
            "summarizeErrors" in set(_parameters(document, collection["put"]))
        )
    element = paths.get(f"/{row.name}/{{{row.id_field}}}", {})
    assert row.element_writes == {
        method.upper() for method in ("put", "post", "delete") if method in element
    }
    answer = collection["get"]["responses"]["200"]["content"]["application/json"]
    name = answer["schema"]["$ref"].split("/")[-1]
    assert row.collection in document["components"]["schemas"][name]["properties"]
