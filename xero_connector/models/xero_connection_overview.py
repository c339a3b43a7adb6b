# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the connection's page says of each resource: its direction, and when it last
went across."""

from collections import Counter

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_datetime


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    resource_overview = fields.Html(
        string="Last Sync", compute="_compute_resource_overview", sanitize=False
    )

    def _compute_resource_overview(self):
        """A table; everything in it that is no label of ours is escaped."""
        for connection in self:
            sent = connection._last_sent()
            read = connection._last_read()
            counts = connection._count_in_step()
            rows = Markup().join(
                Markup("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>")
                % (
                    connection._fields[name]._description_string(self.env),
                    dict(connection._fields[name]._description_selection(self.env))[
                        connection[name]
                    ],
                    connection._when(sent, read, name),
                    counts[name.removeprefix("direction_")],
                )
                for name in connection._direction_fields()
                if connection[name] and connection[name] != "none"
            )
            connection.resource_overview = (
                Markup(
                    '<table class="table table-sm mb-0"><thead><tr><th>%s</th><th>%s'
                    "</th><th>%s</th><th>%s</th></tr></thead><tbody>%s</tbody></table>"
                )
                % (
                    self.env._("What"),
                    self.env._("Direction"),
                    self.env._("Last sync"),
                    self.env._("In step"),
                    rows,
                )
                if rows
                else False
            )

    def _when(self, sent, read, name):
        """The later of the last write and the last read, in the user's time zone."""
        resource = name.removeprefix("direction_")
        times = [when for when in (sent.get(resource), read.get(resource)) if when]
        if not times:
            return self.env._("not yet")
        return format_datetime(self.env, max(times), dt_format="short")

    def _last_sent(self):
        """Resource name to when Xero last answered a write."""
        return dict(
            self.env["xero.request"]
            .sudo()
            ._read_group(
                [("connection_id", "=", self.id), ("state", "=", "done")],
                ["resource"],
                ["write_date:max"],
            )
        )

    def _last_read(self):
        """Resource name to when all that changed in its endpoint had been read."""
        by_endpoint = dict(
            self.env["xero.poll.state"]
            .sudo()
            ._read_group(
                [("connection_id", "=", self.id)], ["endpoint"], ["last_poll:max"]
            )
        )
        return {
            name: by_endpoint.get(resource._endpoint)
            for name, resource in self.env["xero.resource"]._all().items()
        }

    def _count_in_step(self):
        """Resource name to how many of it agree, all that settles as payments."""
        resources = self.env["xero.resource"]._all()
        counts = Counter()
        for name, count in (
            self.env["xero.link"]
            .sudo()
            ._read_group(
                [("connection_id", "=", self.id), ("state", "=", "synced")],
                ["resource"],
                ["__count"],
            )
        ):
            settles = hasattr(resources.get(name), "_row_parts")
            counts["payment" if settles else name] += count
        return counts
