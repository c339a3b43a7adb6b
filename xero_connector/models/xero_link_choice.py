# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a person may decide about a pair that no longer agrees."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..sync.planner import Direction


class XeroLink(models.Model):
    """A document that was voided, deleted or edited in Xero comes to a person.

    What is offered is what makes sense: to end it here too (cancel, or credit it where
    it must stay in the books), to send Odoo's version again, or to leave Xero's where
    no amount differs. Each choice moves a base or a record; the next run does the rest.
    """

    _inherit = "xero.link"

    decision = fields.Selection(
        [("credited", "Voided in Xero, credited in Odoo")],
        readonly=True,
        help="What somebody decided for good: the pair is left alone.",
    )
    credited_by_id = fields.Many2one(
        "account.move",
        string="Credited with",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The credit note that was made by this decision: it stays in Odoo.",
    )
    agreed_date = fields.Date(
        string="Date in Xero",
        readonly=True,
        help="Somebody agreed that the document has this date in Xero, because its own "
        "is in a locked period there.",
    )
    agreed_for = fields.Date(
        string="Agreed on for",
        readonly=True,
        help="The document's date in Odoo at that time. With another one it has its "
        "own date in Xero again.",
    )
    tax_difference = fields.Char(
        compute="_compute_tax_difference",
        help="By how much Xero's tax is higher than Odoo's: a rounding line makes the "
        "totals equal.",
    )
    can_cancel_here = fields.Boolean(compute="_compute_choices")
    can_credit_here = fields.Boolean(compute="_compute_choices")
    can_send_again = fields.Boolean(compute="_compute_choices")
    can_keep = fields.Boolean(compute="_compute_choices")
    can_redate = fields.Boolean(compute="_compute_choices")

    @api.depends("base_local", "base_remote")
    def _compute_tax_difference(self):
        for link in self:
            here, there = (
                Decimal((base or {}).get("tax") or 0)
                if not isinstance((base or {}).get("tax"), dict)
                else Decimal(0)
                for base in (link.base_local, link.base_remote)
            )
            gap = there - here
            link.tax_difference = f"{gap:+.2f}" if gap else False

    @api.depends(
        "state",
        "cause",
        "fields_in_question",
        "remote_payload",
        "res_id",
        "is_opening",
        "credited_by_id.state",
    )
    def _compute_choices(self):
        resources = self.env["xero.resource"].sudo()
        for link in self:
            # who sees the link may be refused its document: a branch's, an expense
            record = link.record_ref and link.record_ref.sudo()
            posted = bool(record) and record._name == "account.move"
            posted = posted and record.state == "posted"
            undone = posted and link._is_undone_there()
            differs = posted and not undone and link.state in ("difference", "conflict")
            questions = set(link.fields_in_question or {})
            link.can_cancel_here = undone and not link._odoo_forbids_cancel(record)
            # one that was made for this is to be used again
            made = link.sudo().credited_by_id.state in ("draft", "posted")
            credits = undone and record.move_type in ("out_invoice", "in_invoice")
            link.can_credit_here = credits and not made
            link.can_send_again = (undone and link._may_be_made_again(record)) or bool(
                differs and link._sendable(questions)
            )
            link.can_keep = bool(
                differs
                and questions
                and resources._get(link.resource)._may_differ(link, questions)
            )
            link.can_redate = link.state == "held" and link.cause == "locked_redate"

    def _is_undone_there(self):
        """Whether Xero voided or deleted it, or does not have it any more."""
        if self.state == "error" and self.cause == "deleted_in_xero":
            return True
        if self.state not in ("difference", "conflict"):
            return False
        said = self.remote_payload or {}
        return said.get("Status") in ("VOIDED", "DELETED") or bool(
            said.get("IsDeleted")
        )

    def _may_be_made_again(self, record):
        """Whether Xero may get a new one of what it has undone: none that is older than
        the start date."""
        link = self.sudo()
        resource = link.env["xero.resource"]._get(link.resource)
        return not link.is_opening and not resource._is_opening(
            link.connection_id, record.sudo(), link.browse()
        )

    def _sendable(self, questions):
        """Of fields in question, those that Odoo may write in Xero."""
        resource = self.env["xero.resource"].sudo()._get(self.resource)
        rules = resource._rules(self.connection_id.sudo(), self.record_ref.sudo())
        return {
            name
            for name in questions & rules.fields.keys()
            if rules.fields[name].direction in (Direction.TO_XERO, Direction.BOTH)
        }

    def _odoo_forbids_cancel(self, record):
        """Whether Odoo's own lock dates or hash keep the document as it is."""
        move = record.sudo()
        if move.inalterable_hash:
            return True
        return bool(
            move.company_id._get_lock_date_violations(
                move.date,
                fiscalyear=True,
                sale=move.is_sale_document(include_receipts=True),
                purchase=move.is_purchase_document(include_receipts=True),
                tax=True,
                hard=True,
            )
        )

    # ------------------------------------------------------------------
    # the choices
    # ------------------------------------------------------------------
    def action_cancel_here(self):
        """Voided in Xero: cancel it in Odoo too."""
        self._check_choice("can_cancel_here")
        self.record_ref.button_cancel()
        self.action_sync()

    def action_credit_here(self):
        """Voided in Xero: credit it in Odoo. Neither is sent, they make nothing; what
        credited it before is in Xero and stays in step."""
        self._check_choice("can_credit_here")
        move = self.record_ref
        refund = move._reverse_moves(
            [{"invoice_date": fields.Date.context_today(self)}], cancel=True
        )
        link = self.sudo()
        link._settle({"decision": "credited", "credited_by_id": refund.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": refund.id,
            "view_mode": "form",
        }

    def _look_at_credit_notes(self):
        """What made up for its void is Xero's as well from now on."""
        resource = self.env["xero.resource"]._get(self.resource)
        if self.decision:
            for name, notes in resource._credit_notes(self.record_ref):
                self.env["xero.change"]._note(self.connection_id, name, notes.ids)

    @api.model
    def _look_at_credited(self, connection, lane, moves=None):
        """Have documents looked at that were credited instead of cancelled: something
        may be due on them again.

        :param moves: only these; by default all
        """
        among = Domain.TRUE if moves is None else Domain("res_id", "in", moves.ids)
        self.search(
            Domain("connection_id", "=", connection.id)
            & Domain("decision", "=", "credited")
            & Domain("state", "!=", "retired")
            & among
        )._note(lane)

    def action_send_again(self):
        """Odoo's version is right: Xero gets it (again)."""
        self._check_choice("can_send_again")
        link = self.sudo()
        if link._is_undone_there():
            link._retire(self.env._("Undone in Xero; sent again as a new one."))
            link._look_at_credit_notes()
            self._note_again()
        else:
            # what Xero says by now may be news: it is about what was shown
            self._decide_fields(link._sendable(set(link.fields_in_question)), "odoo")

    def action_keep(self):
        """What differs may stay as it is on both sides; no amount does."""
        self._check_choice("can_keep")
        self._decide_fields(set(self.fields_in_question), "accept")

    def action_redate(self):
        """Agree to the first open day as the document's date in Xero."""
        self._check_choice("can_redate")
        link = self.sudo()
        resource = link.env["xero.resource"]._get(link.resource)
        link.write(
            {
                "agreed_date": resource._first_open_day(link.connection_id),
                "agreed_for": resource._day(link.record_ref),
            }
        )
        self._note_again()

    def _check_choice(self, name):
        self.ensure_one()
        self.check_access("write")
        if not self[name]:
            raise UserError(
                self.env._("This is no choice any more: look at the record again.")
            )
