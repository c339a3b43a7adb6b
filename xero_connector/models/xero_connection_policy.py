# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a bookkeeper decides: what travels which way, and what happens in doubt.

One field each; what it means is said beside it on the page. Resources ask here
(``_direction_of``, ``_winner``), the engine asks resources.
"""

import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

DIRECTIONS = [
    ("none", "Not kept in step"),
    ("to_xero", "Odoo to Xero"),
    ("to_odoo", "Xero to Odoo"),
    ("both", "Both ways"),
]
STATUSES = [
    ("DRAFT", "Draft"),
    ("SUBMITTED", "Awaiting Approval"),
    ("AUTHORISED", "Authorised (Awaiting Payment in Xero)"),
]
WINNERS = [
    ("ask", "Ask"),
    ("odoo", "Odoo wins"),
    ("xero", "Xero wins"),
]
#: calls that a day without work may cost: 15 percent of what Xero allows
IDLE_SHARE = 0.15
#: of these, kept for settings and the nightly compare
IDLE_KEPT = 30
#: asking more often than this brings nothing
LEAST_MINUTES = 5
DAY_MINUTES = 24 * 60


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    # what travels; a resource of another addon adds a field of its own
    direction_contact = fields.Selection(
        DIRECTIONS, string="Contacts", default="both", required=True
    )
    direction_item = fields.Selection(
        DIRECTIONS, string="Products and services", default="none", required=True
    )
    direction_invoice = fields.Selection(
        DIRECTIONS, string="Customer invoices", default="both", required=True
    )
    direction_credit_note = fields.Selection(
        DIRECTIONS, string="Customer credit notes", default="both", required=True
    )
    direction_bill = fields.Selection(
        DIRECTIONS, string="Bills", default="both", required=True
    )
    direction_bill_credit_note = fields.Selection(
        DIRECTIONS, string="Supplier credit notes", default="both", required=True
    )
    direction_expense = fields.Selection(
        DIRECTIONS, string="Expenses", default="to_xero", required=True
    )
    direction_payment = fields.Selection(
        DIRECTIONS, string="Payments", default="both", required=True
    )

    # status of what is created in Xero
    invoice_status = fields.Selection(
        STATUSES,
        string="Create invoices as",
        default="AUTHORISED",
        required=True,
        help="The status that a posted customer invoice or credit note gets in Xero.",
    )
    bill_status = fields.Selection(
        STATUSES,
        string="Create bills as",
        default="AUTHORISED",
        required=True,
        help="The status that a posted bill or supplier credit note gets in Xero.",
    )
    start_date = fields.Date(
        help="Documents dated from this day on are kept in step. Older ones that are "
        "still open are paired with Xero's and never created, changed or voided there; "
        "only payments from this day on travel for them. Empty: all documents. Moved "
        "after going live, it counts for what is not linked yet: linked documents go "
        "on as they are.",
    )

    # when
    poll_interval = fields.Integer(
        string="Look at Xero every",
        help="Minutes between two looks at what changed in Xero. 0: as often as your "
        "plan at Xero allows.",
    )
    poll_text = fields.Char(string="That is", compute="_compute_poll_text")

    # in doubt
    contact_creation = fields.Selection(
        [
            ("needed", "Create it when a document needs it"),
            ("match", "Only match, never create"),
        ],
        string="New contacts",
        default="needed",
        required=True,
        help="Create it when a document needs it: Xero gets a customer or supplier "
        "that it does not know with the first document. Odoo gets every contact that "
        "only Xero has, where contacts travel to Odoo. Only match: neither side gets "
        "new contacts; a document whose customer or supplier Xero does not know waits "
        "until somebody links the two.",
    )
    winner_contact = fields.Selection(
        WINNERS,
        string="Contacts changed on both sides",
        default="ask",
        required=True,
        help="Only for a field that was changed on both sides; all other changes are "
        "merged.",
    )
    winner_item = fields.Selection(
        WINNERS,
        string="Products changed on both sides",
        default="ask",
        required=True,
        help="Only for a field that was changed on both sides; all other changes are "
        "merged.",
    )
    winner_document = fields.Selection(
        WINNERS,
        string="Documents changed on both sides",
        default="ask",
        required=True,
        help="A document that was voided, deleted or given other lines in Xero is "
        "always somebody's choice.",
    )
    rounding_policy = fields.Selection(
        [
            ("adjust", "Adjust the tax of a line"),
            ("line", "Add a rounding line"),
            ("hold", "Hold the document"),
        ],
        string="Where Xero rounds otherwise",
        default="adjust",
        required=True,
        help="Xero rounds tax line by line. At most 0.01 a line and 0.05 a document is "
        "adjusted; what differs by more is always held.",
    )
    chaser = fields.Selection(
        [("odoo", "Odoo"), ("xero", "Xero")],
        string="Who reminds customers",
        default="odoo",
        required=True,
        help="Odoo: no invoice is marked as sent in Xero, which reminds nobody. Xero: "
        "invoices are marked as sent, which lets Xero's reminders start.",
    )
    lock_policy = fields.Selection(
        [
            ("hold", "Hold the document"),
            ("draft", "Create it as a draft"),
            ("redate", "Propose the first open day"),
        ],
        string="Before a lock date",
        default="hold",
        required=True,
        help="What happens to a document that is dated in a period that Xero has "
        "locked. A new date is always approved by a person.",
    )

    @api.onchange("start_date")
    def _onchange_start_date(self):
        """After going live nothing was compared by the new day: that has to be said."""
        if self.phase != "live" or self.start_date == self._origin.start_date:
            return None
        before, after = self._origin.start_date, self.start_date
        if before and (not after or after < before):
            text = self.env._(
                "Documents from the new start date on that are not linked yet may be "
                "created in Xero as soon as somebody saves them or presses Sync to "
                "Xero: make sure first that Xero does not have them. What is linked as "
                "an opening item stays one."
            )
        else:
            text = self.env._(
                "Documents that are linked go on as before. Older ones that are not in "
                "Xero yet will not be created there any more, and older payments that "
                "are not in Xero yet will not travel."
            )
        return {"warning": {"title": self.env._("Start date"), "message": text}}

    @api.constrains("poll_interval")
    def _check_poll_interval(self):
        for connection in self:
            minutes = connection.poll_interval
            if minutes and not LEAST_MINUTES <= minutes <= DAY_MINUTES:
                raise ValidationError(
                    self.env._(
                        "Look at Xero every %(least)s to %(most)s minutes, or enter 0.",
                        least=LEAST_MINUTES,
                        most=DAY_MINUTES,
                    )
                )

    @api.depends(lambda self: ("poll_interval", *self._direction_fields()))
    def _compute_poll_text(self):
        for connection in self:
            minutes = connection._poll_minutes()
            connection.poll_text = self.env._(
                "every %(minutes)s minutes; a day without work costs about %(calls)s "
                "calls",
                minutes=minutes,
                calls=connection._idle_calls(minutes),
            )

    @api.model
    def _direction_fields(self):
        """Names of the fields that say which way a resource travels."""
        return [name for name in self._fields if name.startswith("direction_")]

    def _direction_of(self, resource_name):
        """``none``, ``to_xero``, ``to_odoo`` or ``both``, as somebody decided it.

        :param resource_name: e.g. ``bill``
        :return: None if there is no such choice
        """
        name = "direction_" + resource_name.replace(".", "_")
        return self[name] if name in self._fields else None

    def _sends(self, resource_name):
        """Whether what Odoo has of this resource goes to Xero."""
        return self._direction_of(resource_name) in ("to_xero", "both")

    # ------------------------------------------------------------------
    # how often to look
    # ------------------------------------------------------------------
    def _poll_minutes(self):
        """Minutes between two looks at what changed in Xero.

        By default such that a day without work costs at most 15 percent of the calls
        that Xero allows: 150 of 1,000 (Starter), 750 of 5,000.
        """
        self.ensure_one()
        if self.poll_interval:
            return self.poll_interval
        allowed = self.sudo()._status.day_limit * IDLE_SHARE - IDLE_KEPT
        looks = max(1, math.floor(allowed / max(1, len(self._polled_endpoints()))))
        minutes = math.ceil(DAY_MINUTES / looks)
        return min(max(minutes, LEAST_MINUTES), DAY_MINUTES)

    def _idle_calls(self, minutes):
        """Calls that a day without work costs at this interval, at most."""
        return math.ceil(DAY_MINUTES / minutes) * len(self._polled_endpoints()) + (
            IDLE_KEPT
        )

    def _polled_endpoints(self):
        """Endpoints of Xero that one look asks, each once."""
        return {
            resource._endpoint
            for resource in self.env["xero.resource"]._all().values()
            if resource._reads(self)
        }
