# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The first crossing of a whole business under the limits of Xero's smallest plan."""

import json
import os
import subprocess
import sys

NAMES = {
    "backfill_calls": "calls of going live with 10,000 invoices, 3,000 contacts, 10,000"
    " payments and 200 allocated credit notes, from the preview's first to the last",
    "backfill_xero_minutes": "minutes from Go Live to the end, as Xero's limits have it"
    " (1,000 calls a day, 60 a minute; Odoo's own time not counted)",
    "backfill_kept_calls": "fewest of a day's calls that the backfill left for daily"
    " work: after each of its writes, and after what it read right behind one",
}


def measure(lab):
    """In a process of its own: what Odoo is imported into has its time frozen first."""
    lab.quiet()
    environment = {
        **os.environ,
        "XERO_DATABASE_PREFIX": f"{lab.prefix}backfill",
        # the order of sets is part of what is measured
        "PYTHONHASHSEED": "0",
    }
    done = subprocess.run(
        [sys.executable, "-m", f"{__package__}.crossing"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])
