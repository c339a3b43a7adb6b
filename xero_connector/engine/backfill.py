# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The long first crossing: everything that is already in Odoo."""

from odoo import models

#: changes inserted by one statement
CHUNK = 5000


class XeroBackfill(models.AbstractModel):
    """Existing records are noted in a lane of their own, behind daily work."""

    _name = "xero.backfill"
    _description = "Xero Backfill"

    def _start(self, connection):
        """Note every record that should be in Xero and is not linked yet.

        Records that others need (the contacts of documents) follow by themselves.

        :return: resource name to the number of records noted
        """
        noted = {}
        for name, resource in self.env["xero.resource"].sudo()._all().items():
            domain = resource._backfill_domain(connection)
            if domain is None or not resource._is_on(connection):
                continue
            if not resource._sends(connection):
                continue
            model = self.env[resource._odoo_model].sudo()
            ids = model.with_context(active_test=False).search(domain, order="id").ids
            for start in range(0, len(ids), CHUNK):
                self.env["xero.change"]._note(
                    connection, name, ids[start : start + CHUNK], lane="backfill"
                )
            noted[name] = len(ids)
        self._remember(connection, noted)
        connection._wake()
        return noted

    def _remember(self, connection, noted):
        """Keep how many there are, for showing how far it is."""
        connection.backfill_line_ids.unlink()
        self._create_lines(connection, noted)

    def _create_lines(self, connection, noted):
        self.env["xero.backfill.line"].create(
            [
                {
                    "connection_id": connection.id,
                    "resource": name,
                    "total": total,
                    "calls_before": connection._status.calls,
                }
                for name, total in noted.items()
                if total
            ]
        )

    def _add(self, connection, counted):
        """There are more of them: going live puts them in line bit by bit.

        :param counted: resource name to number of records
        """
        counted = {name: count for name, count in counted.items() if count}
        lines = {line.resource: line for line in connection.backfill_line_ids}
        for name, count in counted.items():
            if name in lines:
                lines[name].total += count
        self._create_lines(
            connection, {n: c for n, c in counted.items() if n not in lines}
        )

    def _take_off(self, connection, resource, count):
        """Some of them turned out to stand for others, which are counted in their
        place: a paid document for its payments."""
        line = connection.backfill_line_ids.filtered(
            lambda one: one.resource == resource
        )
        if line:
            line.total = max(0, line.total - count)
