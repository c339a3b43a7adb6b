# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Test Connection found, shown line by line."""

from odoo import api, fields, models

SECTIONS = [
    ("credentials", "Sign-in"),
    ("organisation", "Organisation"),
    ("rights", "Rights in Xero"),
    ("limits", "Limits"),
]
LEVELS = [("ok", "Fine"), ("warning", "Look at this"), ("error", "Does not work")]


class XeroConnectionTest(models.TransientModel):
    _name = "xero.connection.test"
    _description = "Xero Connection Test"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", readonly=True
    )
    finding_ids = fields.One2many(
        "xero.connection.test.finding", "test_id", readonly=True
    )
    level = fields.Selection(LEVELS, compute="_compute_level")
    report = fields.Html(compute="_compute_report", sanitize=False)

    @api.model
    def _make(self, connection, findings):
        """A wizard that shows these findings.

        :param findings: list of ``Finding``
        """
        return self.create(
            {
                "connection_id": connection.id,
                "finding_ids": [
                    fields.Command.create(
                        {
                            "section": finding.section,
                            "level": finding.level,
                            "text": finding.text,
                            "remedy": finding.remedy,
                        }
                    )
                    for finding in findings
                ],
            }
        )

    @api.depends("finding_ids.level")
    def _compute_level(self):
        for test in self:
            levels = set(test.finding_ids.mapped("level"))
            test.level = next(
                (level for level in ("error", "warning") if level in levels), "ok"
            )

    @api.depends("finding_ids")
    def _compute_report(self):
        """Headings and lines; every text is escaped by the template."""
        names = dict(
            self.env["xero.connection.test.finding"]
            ._fields["section"]
            ._description_selection(self.env)
        )
        for test in self:
            groups = [
                (names[section], found)
                for section, found in test.finding_ids.grouped("section").items()
            ]
            test.report = self.env["ir.qweb"]._render(
                "xero_connector.connection_test_report", {"groups": groups}
            )

    def action_again(self):
        """Ask Xero once more."""
        self.ensure_one()
        return self.connection_id.action_test_connection()


class XeroConnectionTestFinding(models.TransientModel):
    _name = "xero.connection.test.finding"
    _description = "Xero Connection Test Line"

    test_id = fields.Many2one("xero.connection.test", required=True, ondelete="cascade")
    section = fields.Selection(SECTIONS, required=True)
    level = fields.Selection(LEVELS, required=True)
    text = fields.Char(required=True)
    remedy = fields.Char()
