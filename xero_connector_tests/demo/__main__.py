# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Connect the demo's Odoo to the local Xero, run the first sync, and report.

Its environment says where everything is (``make demo`` sets it): XERO_DEMO_ODOO_URL,
XERO_DEMO_DATABASE, XERO_DEMO_LOGIN, XERO_DEMO_PASSWORD, XERO_DEMO_XERO (a file with
what the local Xero said at its start), XERO_DEMO_REPORT, DEMO_INVOICES. The exit status
is 0 only if both sides agree.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from . import (
    books,
    dealings,
    existing,
    expenses,
    golive,
    mappings,
    masterdata,
    payments,
    report,
    sign_in,
    taxed,
)
from .odoo import Odoo
from .say import progress
from .xero import Xero

#: of the calls a minute, those that are for people who wait for an answer
KEPT_BACK = 5
#: seconds without any progress after which something is wrong
PATIENCE = 180


def main():
    """Do it all; returns the exit status."""
    about = json.loads(Path(os.environ["XERO_DEMO_XERO"]).read_text().splitlines()[0])
    odoo = Odoo(
        os.environ["XERO_DEMO_ODOO_URL"],
        os.environ["XERO_DEMO_DATABASE"],
        os.environ["XERO_DEMO_LOGIN"],
        os.environ["XERO_DEMO_PASSWORD"],
    )
    odoo.company_id = books.company_id(odoo)
    xero = Xero(about)
    count = int(os.environ.get("DEMO_INVOICES") or 0)
    if count:
        books.add_invoices(odoo, count)
    taxed.add(odoo)
    expenses.add(odoo)
    mappings.prepare(odoo, xero)
    connection_id = books.make_connection(odoo, about)
    sign_in.connect(odoo, about, connection_id, xero.tenant["id"])
    print(f"    connected {books.COMPANY} to {xero.tenant['name']}")
    chosen = mappings.choose(odoo, connection_id)
    there_before = existing.type_in(odoo, xero, connection_id)
    there_before["spent"] = expenses.feed(odoo, xero)
    began = time.monotonic()
    preview = golive.go_live(odoo, connection_id)
    wait_until_quiet(odoo, connection_id)
    preview["decided_afterwards"] = golive.settle_differences(odoo, connection_id)
    wait_until_quiet(odoo, connection_id)
    payments.play(
        odoo, xero, connection_id, lambda: wait_until_quiet(odoo, connection_id)
    )
    dealt = dealings.play(
        odoo, xero, connection_id, lambda: wait_until_quiet(odoo, connection_id)
    )
    masterdata.play(
        odoo, xero, connection_id, lambda: wait_until_quiet(odoo, connection_id)
    )
    seconds = time.monotonic() - began
    result = report.make(odoo, xero, connection_id, seconds, there_before)
    result["mappings"] = chosen
    result["preview"] = preview
    result["dealings"] = dealt
    Path(os.environ["XERO_DEMO_REPORT"]).write_text(json.dumps(result, indent=2))
    report.show(result)
    books.open_in_company(odoo)
    page = f"action-xero_connector.action_xero_connection/{connection_id}"
    print(f"    the connection's page: {odoo.url}/odoo/{page}")
    return 0 if result["in_step"] else 1


def wait_until_quiet(odoo, connection_id):
    """Wait until the jobs have dealt with every change; say what for."""
    mine = [("connection_id", "=", connection_id)]
    first = left = odoo.call("xero.change", "search_count", mine)
    before = None
    moved = time.monotonic()
    with progress("changes", first) as bar:
        while left or (awaited := _awaited(odoo, mine)):
            if left:
                awaited = ""
            if time.monotonic() - moved > PATIENCE:
                raise SystemExit(
                    f"Nothing has moved for {PATIENCE} s; see Settings > Technical >"
                    " Queue Jobs in Odoo."
                )
            bar(max(0, first - left), _limit(odoo, mine) or awaited)
            time.sleep(0.3)
            left = odoo.call("xero.change", "search_count", mine)
            if (left, awaited) != before:
                moved = time.monotonic()
            before = left, awaited


def _awaited(odoo, mine):
    """What is outstanding apart from changes, in words; "" if nothing is."""
    if odoo.call("xero.request", "search_count", [*mine, ("state", "=", "open")]):
        return "Xero's answer"
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    due = odoo.search_read(
        "xero.poll.state", [*mine, ("next_poll", "<=", now)], ["endpoint"]
    )
    return due and f"{', '.join(row['endpoint'] for row in due)} to be read"


def _limit(odoo, mine):
    """Xero's limit of calls, in words, where it is what keeps a run from going on."""
    (row,) = odoo.search_read(
        "xero.connection.status", mine, ["minute_left", "minute_since", "paused_until"]
    )
    now = datetime.now(UTC).replace(tzinfo=None)
    if row["paused_until"]:
        until = datetime.fromisoformat(row["paused_until"])
    elif row["minute_since"] and row["minute_left"] <= KEPT_BACK:
        until = datetime.fromisoformat(row["minute_since"]) + timedelta(minutes=1)
    else:
        return ""
    seconds = (until - now).total_seconds()
    return f"Xero's limit of calls, {seconds:.0f} s more" if seconds > 0 else ""


if __name__ == "__main__":
    sys.exit(main())
