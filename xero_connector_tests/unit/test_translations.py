# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Translators find the addon's texts where Odoo and its translation tools look."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "xero_connector" / "i18n"


@pytest.fixture(scope="module")
def text() -> str:
    """``python3 -m tools pot NAME`` writes it anew."""
    return (FOLDER / "xero_connector.pot").read_text("utf-8")


def test_there_is_one_and_it_has_the_addons_name() -> None:
    assert [path.name for path in FOLDER.glob("*.pot")] == ["xero_connector.pot"]


def test_it_holds_the_texts_of_the_addon_only(text: str) -> None:
    assert set(re.findall(r"(?m)^#\. modules?: (.*)$", text)) == {"xero_connector"}


def test_it_holds_texts_of_models_views_and_code(text: str) -> None:
    for kind in (
        "model:ir.model.fields,field_description:",
        "model_terms:ir.ui.view,arch_db:",
        "code:addons/xero_connector/models/",
        "code:addons/xero_connector/resources/",
    ):
        assert f"#: {kind}" in text, kind


def test_it_is_a_template(text: str) -> None:
    messages = text.split("\n\n")[1:]
    assert len(messages) > 1000
    assert all(message.rstrip().endswith('msgstr ""') for message in messages)
