# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One HTTP write, frozen byte for byte before it is sent."""

from odoo import api, fields, models

#: requests forgotten in one go
FORGOTTEN = 1000


class XeroRequest(models.Model):
    """The outbox and the audit log.

    A row is committed before its bytes leave. If the answer is lost, the row says
    exactly what may have been stored: younger than five minutes it is sent again byte
    for byte under the same Idempotency-Key (Xero replays the stored answer for six);
    older, its creates are looked up and its updates planned anew. Nor is an update sent
    again over what somebody edited in Xero meanwhile.

    ``open`` -> ``done`` (answered) | ``refused`` (nothing stored) | ``lost`` (unknown,
    given up after recovery).
    """

    _name = "xero.request"
    _description = "Xero Request"
    _order = "id desc"
    _rec_name = "idempotency_key"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    resource = fields.Char(required=True)
    operation = fields.Selection(
        [("create", "Create"), ("update", "Update")], required=True
    )
    method = fields.Char(required=True)
    path = fields.Char(required=True)
    params = fields.Json()
    body = fields.Text(help="Exactly what is sent, UTF-8.")
    idempotency_key = fields.Char(required=True)
    lane = fields.Char(required=True)
    frozen_at = fields.Datetime(
        required=True,
        help="Clock time (UTC) before the commit: no call with this key is older.",
    )
    answered_at = fields.Datetime()
    state = fields.Selection(
        [
            ("open", "Sent, no answer yet"),
            ("done", "Answered"),
            ("refused", "Refused as a whole"),
            ("lost", "Answer lost"),
        ],
        default="open",
        required=True,
    )
    status = fields.Integer(string="HTTP Status")
    correlation_id = fields.Char(help="Xero-Correlation-Id, for Xero's support.")
    message = fields.Text()
    attempt_ids = fields.One2many("xero.attempt", "request_id", string="Records")

    _open = models.Index("(connection_id) WHERE state = 'open'")
    _key_uniq = models.Constraint(
        "UNIQUE(idempotency_key)", "An Idempotency-Key is used once."
    )

    @api.autovacuum
    def _gc_bodies(self):
        """Forget what was sent after 90 days; who, when and how much stays.

        Names and addresses are in it. What was sent last of each record is kept: later
        readings are compared with it.
        """
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=90)
        old = self.search(
            [
                ("frozen_at", "<", limit),
                ("state", "!=", "open"),
                ("body", "!=", False),
            ],
            limit=FORGOTTEN,
        )
        replaced = old.attempt_ids.filtered(
            lambda attempt: attempt != attempt.link_id.attempt_ids[:1]
        )
        replaced.write({"sent_local": False, "sent_remote": False})
        old.write({"body": False})
        return len(old), int(len(old) == FORGOTTEN)  # done, and whether to go on
