# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the connection's page says about its mappings, and its Suggest buttons."""

from odoo import fields, models

from .notification import news

#: kind of mapping to its model and the connection's field
KINDS = {
    "account": ("xero.account.mapping", "account_mapping_ids"),
    "tax": ("xero.tax.mapping", "tax_mapping_ids"),
    "journal": ("xero.journal.mapping", "journal_mapping_ids"),
    "tracking": ("xero.tracking.mapping", "tracking_mapping_ids"),
}
#: the accounts of the connection itself, which are no mapping
DEFAULTS = "default"


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    account_mapping_text = fields.Char(compute="_compute_mapping_texts")
    tax_mapping_text = fields.Char(compute="_compute_mapping_texts")
    journal_mapping_text = fields.Char(compute="_compute_mapping_texts")
    tracking_mapping_text = fields.Char(compute="_compute_mapping_texts")
    suggestion_count = fields.Integer(
        string="Suggestions to Accept", compute="_compute_mapping_texts"
    )

    def _compute_mapping_texts(self):
        for connection in self:
            suggested = 0
            for kind, (_model, name) in KINDS.items():
                rows = connection[name]
                chosen = rows._in_force()
                suggested += len(rows - chosen)
                connection[f"{kind}_mapping_text"] = connection._mapping_text(
                    len(chosen),
                    len(rows - chosen),
                    connection._count_unmapped(kind, chosen),
                    len([row for row in chosen if row._find_problem()]),
                )
            connection.suggestion_count = (
                suggested + connection.account_suggestion_count
            )

    def _mapping_text(self, chosen, suggested, unmapped, broken):
        parts = [self.env._("%(count)s mapped", count=chosen)]
        if suggested:
            parts.append(self.env._("%(count)s suggested", count=suggested))
        if unmapped:
            parts.append(self.env._("%(count)s not mapped", count=unmapped))
        if broken:
            parts.append(self.env._("%(count)s to mend", count=broken))
        return " · ".join(parts)

    def _count_unmapped(self, kind, chosen):
        """How many things of Odoo would hold a document that names them."""
        self.ensure_one()
        if kind == "account":
            # all others take the default account
            return len(
                [use for use in ("sale", "purchase") if not self._has_usual(use)]
            )
        if kind == "tax":
            taxes = self.env["xero.tax.mapping"]
            every = taxes._suggestable_taxes(self, "sale") | taxes._suggestable_taxes(
                self, "purchase"
            )
            return len(every) - len(taxes._rates_of_taxes(self, every))
        if kind == "journal":
            journals = self.env[KINDS[kind][0]]._suggestable_journals(self)
            return len(journals - chosen.journal_id)
        accounts = self.env[KINDS[kind][0]]._suggestable_accounts(self)
        travelling = accounts.filtered(lambda a: a.root_plan_id in chosen.plan_id)
        return len(travelling - chosen.analytic_account_id)

    def _has_usual(self, use):
        return bool(self._default_account(use))

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_open_mappings(self):
        """The list of one kind of mapping, named in the context."""
        self.ensure_one()
        self.check_access("read")
        kind = self.env.context["mapping"]
        action = self.env["ir.actions.actions"]._for_xml_id(
            f"xero_connector.action_xero_{kind}_mapping"
        )
        action["domain"] = [("connection_id", "=", self.id)]
        action["context"] = {"default_connection_id": self.id}
        return action

    def action_suggest_mappings(self):
        """Propose what is likely: of one kind, named in the context, or of all."""
        self.ensure_one()
        self.check_access("write")
        kinds = self._asked_kinds()
        if kinds == ["account"]:  # the defaults stand where no such rule applies
            kinds.append(DEFAULTS)
        found = self._suggest_mappings(kinds)
        if found:
            message = self.env._(
                "%(count)s suggestions. They count once you have accepted them.",
                count=found,
            )
        else:
            message = self.env._("Nothing new to suggest.")
        return news("success" if found else "info", message)

    def action_accept_suggestions(self):
        """Accept all suggestions: of one kind, named in the context, or of all."""
        self.ensure_one()
        self.check_access("write")
        for kind in self._asked_kinds():
            if kind == DEFAULTS:
                self._accept_accounts()
            else:
                self[KINDS[kind][1]].filtered("is_suggested").action_accept()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _asked_kinds(self):
        kind = self.env.context.get("mapping")
        return [kind] if kind else [*KINDS, DEFAULTS]

    def _suggest_mappings(self, kinds=(*KINDS, DEFAULTS)):
        """Add suggestions; return how many."""
        return sum(
            self._suggest_accounts()
            if kind == DEFAULTS
            else len(self.env[KINDS[kind][0]]._suggest(self))
            for kind in kinds
        )
