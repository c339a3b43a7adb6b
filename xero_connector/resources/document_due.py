# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is due on a document, where both sides differ in that and nothing tells why."""

from odoo import models
from odoo.tools import format_amount


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _is_at_odds(self, link, record):
        """The nightly look marks what may differ; by now Xero was asked again."""
        accepted = link._accepted_due()
        if accepted and accepted == link._due_on_both(record):
            return False
        if accepted:
            link._lapse({"amount_due"})
        if link.cause != "amount_due":
            return False
        both = link._differs_in_due(record)
        if not both:
            return False
        said = tuple(
            format_amount(self.env, float(value), record.currency_id) for value in both
        )
        link._disagree(
            "difference",
            "amount_due",
            {"amount_due": said},
            "\n".join(
                filter(
                    None,
                    (
                        self._applied_only_there(link),
                        self.env._(
                            "Compare what was paid and credited on %(name)s on both "
                            "sides.",
                            name=record.name,
                        ),
                    ),
                )
            ),
            {
                "amount_due": {
                    side: {"amount_due": format(value, "f")}
                    for side, value in zip(
                        ("seen_local", "seen_remote"), both, strict=True
                    )
                }
            },
        )
        return True

    def _applied_only_there(self, link):
        """What Xero shows to be applied and no record of Odoo stands for, in words."""
        said = link.remote_payload
        credit_notes = said.get("CreditNotes") or []
        known = self.env["xero.link"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("res_id", "!=", 0),
                ("remote_id", "in", [one.get("CreditNoteID") for one in credit_notes]),
            ]
        )
        applied = [
            self.env._(
                "the credit note %(number)s", number=one.get("CreditNoteNumber") or ""
            )
            for one in credit_notes
            if one.get("CreditNoteID") not in known.mapped("remote_id")
        ]
        if said.get("Prepayments"):
            applied.append(self.env._("a prepayment"))
        if said.get("Overpayments"):
            applied.append(self.env._("an overpayment"))
        if not applied:
            return ""
        return self.env._(
            "In Xero this is applied to it, and Odoo has no record of that: %(what)s. "
            "Enter it in Odoo, or take it back in Xero.",
            what=", ".join(applied),
        )

    def _field_labels(self):
        return {**super()._field_labels(), "amount_due": self.env._("Amount due")}
