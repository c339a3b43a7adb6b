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
from datetime import UTC, datetime
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
)
from .odoo import Odoo
from .say import progress
from .xero import Xero

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
    expenses.add(odoo)
    mappings.prepare(odoo, xero)
    connection_id = books.make_connection(odoo, about)
    sign_in.connect(odoo, about, connection_id, xero.tenant["id"])
    print(f"    connected {books.COMPANY} to {xero.tenant['name']}")
    chosen = mappings.choose(odoo, connection_id)
    there_before = existing.type_in(odoo, xero, connection_id)
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
    return 0 if result["in_step"] else 1


def wait_until_quiet(odoo, connection_id):
    """Wait until the jobs have dealt with every change."""
    mine = [("connection_id", "=", connection_id)]
    first = left = odoo.call("xero.change", "search_count", mine)
    moved = time.monotonic()
    with progress("sending", first) as bar:
        while left or _is_busy(odoo, mine):
            if time.monotonic() - moved > PATIENCE:
                raise SystemExit(
                    f"Nothing has moved for {PATIENCE} s; see Settings > Technical >"
                    " Queue Jobs in Odoo."
                )
            time.sleep(0.3)
            now = odoo.call("xero.change", "search_count", mine)
            if now != left:
                moved = time.monotonic()
            left = now
            bar(max(0, first - left))


def _is_busy(odoo, mine):
    """Whether a request is unanswered, or Xero is about to be read."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return odoo.call(
        "xero.request", "search_count", [*mine, ("state", "=", "open")]
    ) or odoo.call("xero.poll.state", "search_count", [*mine, ("next_poll", "<=", now)])


if __name__ == "__main__":
    sys.exit(main())
