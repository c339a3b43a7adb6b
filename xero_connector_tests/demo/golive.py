# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Going live as its administrator does: read the preview, press the button, then decide
what both sides have said differently all along."""

import time

#: seconds for a step of the background
PATIENCE = 300
COUNTS = (
    "link_count",
    "create_count",
    "bring_count",
    "doubtful_count",
    "held_count",
    "there_count",
)


def go_live(odoo, connection_id):
    """Let the background compare both books, then press Go Live.

    :return: what the preview said, for the report
    """
    preview_id = odoo.call("xero.connection", "action_preview", [connection_id])[
        "res_id"
    ]
    preview = _wait_for(odoo, preview_id, "ready")
    print(
        "    preview: {link_count} to link, {create_count} to create in Xero,"
        " {bring_count} in Odoo, {doubtful_count} to decide, {held_count} held;"
        " {calls} calls, {duration}".format(**preview)
    )
    odoo.call("xero.preview", "action_go_live", [preview_id])
    _wait_for(odoo, preview_id, "started")
    return {name: preview[name] for name in (*COUNTS, "calls", "duration")}


def _wait_for(odoo, preview_id, state):
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        (preview,) = odoo.search_read(
            "xero.preview",
            [("id", "=", preview_id)],
            ["state", "calls", "duration", *COUNTS],
        )
        if preview["state"] == state:
            return preview
        time.sleep(0.5)
    raise SystemExit(
        f"The preview is still “{preview['state']}” after {PATIENCE} s; see Settings >"
        " Technical > Queue Jobs in Odoo."
    )


def settle_differences(odoo, connection_id):
    """What Odoo knows of a contact and Xero did not is sent, on the Differences page.

    :return: how many fields were decided
    """
    rows = odoo.search_read(
        "xero.difference",
        [("connection_id", "=", connection_id), ("state", "=", "open")],
        ["can_odoo", "can_accept"],
    )
    here = [row["id"] for row in rows if row["can_odoo"]]
    if here:
        odoo.call("xero.difference", "action_odoo", here)
    return len(here)
