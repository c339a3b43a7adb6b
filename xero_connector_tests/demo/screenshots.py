# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Photograph the connector's pages: a story of pages, each one a function.

Against a served Odoo and a local Xero::

    python -m xero_connector_tests.demo.screenshots --odoo http://localhost:8069
        --database demo --xero xero.json --company "UK Company" --out docs/images

``--xero`` is a file with the line that the local Xero printed at its start. Pages that
show a company before it is connected are left out if it is connected already.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import requests

from .browser import Browser
from .odoo import Odoo
from .xero import Xero

PAGES = []


class LeftOut(Exception):
    """This page cannot be shown now, and why."""


@dataclass
class Stage:
    """What a page's function works with."""

    browser: Browser
    odoo: Odoo
    xero: dict
    base: str

    def open(self, path):
        self.browser.open(self.base + path)

    @property
    def connection(self):
        """The company's connection, as a dictionary; empty if there is none."""
        found = self.odoo.search_read(
            "xero.connection",
            [("company_id", "=", self.odoo.company_id)],
            ["state"],
        )
        return found[0] if found else {}

    def open_connection(self):
        self.open(f"/odoo/action-xero_connector.action_xero_connection/{self.id}")
        self.browser.see(".o_form_view .oe_title")
        self.browser.see(".o-mail-Message")

    @property
    def id(self):
        return self.connection["id"]


def page(name, connected):
    """Register a page.

    :param connected: whether the company is connected on it
    The function leads there and returns what to photograph: a selector (with a margin
    in pixels, if it is not the usual one), or None for the whole window.
    """

    def register(function):
        PAGES.append((name, connected, function))
        return function

    return register


def show_card(stage):
    stage.browser.run(
        "document.querySelector('#xero_card').scrollIntoView({block: 'center'})"
    )
    stage.browser.wait("!document.querySelector('.o_setting_highlight')")
    stage.browser.run("document.activeElement.blur()")
    return "#xero_card"


@page("card-not-connected", connected=False)
def card_not_connected(stage):
    stage.open("/odoo/settings#xero_card")
    stage.browser.see("#xero_card")
    return show_card(stage)


@page("choose-organisation", connected=False)
def choose_organisation(stage):
    browser, xero = stage.browser, stage.xero
    for tenant in xero["tenants"]:  # the user has allowed both
        requests.post(
            f"{xero['control']}/authorise", json={"tenant": tenant["id"]}, timeout=30
        ).raise_for_status()
    browser.type("#xero_card [name=xero_client_id] input", xero["client_id"])
    browser.type("#xero_card [name=xero_client_secret] input", xero["client_secret"])
    browser.type("#xero_card [name=xero_local_url] input", xero["base"])
    browser.click("#xero_card button[name=action_xero_connect]")
    user = xero["users"][0]
    browser.type("[name=email]", user["email"])
    browser.type("[name=password]", user["password"])
    browser.click("button[type=submit]")
    browser.click("button[value=allow]")
    browser.see("button[name=action_choose]")
    return None


@page("card-connected", connected=True)
def card_connected(stage):
    if stage.connection["state"] == "choosing":
        stage.browser.click("button[name=action_choose]")
        stage.browser.see("[name=live_state] .text-bg-success")
    stage.open("/odoo/settings#xero_card")
    stage.browser.see("#xero_card [name=xero_tenant_name]")
    return show_card(stage)


@page("manage", connected=True)
def manage(stage):
    stage.open_connection()
    return None


#: higher than the settings page is
TALL = 4000


@page("settings", connected=True)
def settings(stage):
    """From top to bottom; the messages below are left out."""
    stage.browser.resize(TALL)
    stage.open_connection()
    # with neither what is above nor what is below it
    return ".o_form_sheet", 0


@page("billing", connected=True)
def billing(stage):
    stage.open("/odoo/settings#xero_billing")
    stage.browser.see("#xero_billing [name=covers]")
    stage.browser.wait("!document.querySelector('.o_setting_highlight')")
    return "#xero_billing"


def mappings(kind, height):
    """Photograph the list of a kind of mapping, with suggestions among its rows."""

    def show(stage):
        call = stage.odoo.call
        model = f"xero.{kind}.mapping"
        mine = ("connection_id", "=", stage.id)
        # as if a few had not been looked at yet
        found = call(model, "search", [mine, ("reason", "!=", False)], order="id desc")
        call(model, "unlink", found[: min(3, len(found) // 2)])
        call("xero.connection", "action_suggest_mappings", [stage.id])
        if not call(model, "search_count", [mine]):
            raise LeftOut("there is nothing to map")
        stage.browser.resize(height)
        stage.open(f"/odoo/action-xero_connector.action_xero_{kind}_mapping")
        stage.browser.see(".o_list_view .o_data_row")

    page(f"mapping-{kind}", connected=True)(show)


for _kind, _height in (
    ("account", 480),
    ("tax", 720),
    ("journal", 320),
    ("tracking", 320),
):
    mappings(_kind, _height)


@page("invoice", connected=True)
def invoice(stage):
    found = stage.odoo.search_read(
        "account.move",
        [("move_type", "=", "out_invoice"), ("xero_id", "!=", False)],
        ["name"],
        limit=1,
    )
    if not found:
        raise LeftOut("no invoice is in Xero yet")
    stage.open(f"/odoo/customer-invoices/{found[0]['id']}")
    stage.browser.see("button[name=action_xero_view]")
    return None


@page("invoices", connected=True)
def invoices(stage):
    stage.open("/odoo/customer-invoices")
    stage.browser.see(".o_list_view [name=xero_state]")
    return None


@page("records", connected=True)
def records(stage):
    stage.open("/odoo/action-xero_connector.action_xero_link")
    stage.browser.see(".o_list_view .o_data_row")
    return None


#: contacts of both sides that have one name and nothing else in common
NAMESAKES = {
    "Hythe Fish Ltd": ("orders@hythefish.example", "accounts@fish-quay.example"),
    "Romney Marsh Farm": ("farm@romney.example", "office@marsh-produce.example"),
}


def add_namesakes(stage):
    """Contacts of which only a person can tell whether they are the same."""
    call = stage.odoo.call
    doubts = [("is_doubt", "=", True), ("resource", "=", "contact")]
    if call("xero.link", "search_count", doubts):
        return
    for name, (here, there) in NAMESAKES.items():
        values = {"name": name, "email": here, "is_company": True}
        call("res.partner", "create", values)
        body = {"Contacts": [{"Name": name, "EmailAddress": there}]}
        Xero(stage.xero).write("PUT", "Contacts", body)
    call("xero.connection", "action_read_now", [stage.id])
    for _second in range(60):
        if call("xero.link", "search_count", doubts) == len(NAMESAKES):
            return
        time.sleep(1)
    raise LeftOut("what was read from Xero is no doubt")


@page("matches", connected=True)
def matches(stage):
    add_namesakes(stage)
    stage.browser.resize(480)
    stage.open("/odoo/action-xero_connector.action_xero_link_review")
    stage.browser.see(".o_list_view .o_data_row")
    return None


@page("test-connection", connected=True)
def test_connection(stage):
    stage.open_connection()
    stage.browser.click("button[name=action_test_connection]")
    stage.browser.see(".modal [name=report] .fa")
    return ".modal-content"


@page("disconnect", connected=True)
def disconnect(stage):
    stage.open_connection()
    stage.browser.click("button[name=action_disconnect]")
    stage.browser.see(".modal .btn-danger")
    return ".modal-content"


# --------------------------------------------------------------------------------------


def main(arguments=None):
    """Take the pages that are named, or all; returns the exit status."""
    options = _options(arguments)
    odoo = Odoo(options.odoo, options.database, options.login, options.password)
    (company,) = odoo.search_read(
        "res.company", [("name", "=", options.company)], ["id"]
    )
    odoo.company_id = company["id"]
    about = json.loads(options.xero.read_text().splitlines()[0])
    options.out.mkdir(parents=True, exist_ok=True)
    with Browser(width=1300) as browser:
        (user,) = odoo.search_read("res.users", [("id", "=", odoo.user_id)], ["tz"])
        browser.live_in(user["tz"] or "UTC")
        _log_in(browser, options, company["id"])
        stage = Stage(browser, odoo, about, options.odoo)
        for name, connected, function in PAGES:
            if options.pages and name not in options.pages:
                continue
            state = stage.connection.get("state")
            try:
                if not connected and state not in (None, "new", "disconnected"):
                    raise LeftOut("the company is connected")
                selector = function(stage)
            except LeftOut as reason:
                _say(f"{name}: left out, {reason}")
                continue
            path = options.out / f"{name}.png"
            selector, *margin = selector if isinstance(selector, tuple) else [selector]
            browser.shot(path, selector, *margin)
            browser.resize()
            _say(f"{path}: {path.stat().st_size // 1024} kB")
    return 0


def _say(text):
    sys.stdout.write(f"    {text}\n")


def _log_in(browser, options, company_id):
    browser.open(f"{options.odoo}/web/login?db={options.database}")
    browser.type("#login", options.login)
    browser.type("#password", options.password)
    browser.click("button[type=submit]")
    browser.see(".o_main_navbar")
    # developer mode once, for the address of the local Xero on the card
    browser.open(f"{options.odoo}/odoo?debug=1")
    browser.see(".o_main_navbar")
    browser.run(f"document.cookie = 'cids={company_id}; path=/'")


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--odoo", default="http://localhost:8069")
    parser.add_argument("--database", required=True)
    parser.add_argument("--login", default="admin")
    parser.add_argument("--password", default="admin")
    parser.add_argument("--company", default="UK Company")
    parser.add_argument("--xero", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("pages", nargs="*")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
