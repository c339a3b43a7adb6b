# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Records were merged into one, in Odoo or in Xero: what becomes of their links."""

from odoo import models


class XeroLink(models.Model):
    _inherit = "xero.link"

    def _follow_merge(self, model, lost_ids, kept_id):
        """Records were merged into one: it keeps one Xero record, its own first.

        Whose the others were stays known: only a person can merge them in Xero.
        """
        former = self.search(
            [
                ("res_model", "=", model),
                ("res_id", "in", lost_ids),
                ("remote_id", "!=", False),
                ("state", "=", "retired"),
            ]
        )
        links = self.search(
            [
                ("res_model", "=", model),
                ("res_id", "in", [*lost_ids, kept_id]),
                ("state", "!=", "retired"),
            ],
            order="id",
        )
        for _owner, group in links.grouped(
            lambda link: (link.connection_id, link.resource)
        ).items():
            best = (
                group.filtered(lambda link: link.res_id == kept_id and link.remote_id)
                or group.filtered("remote_id")
                or group
            )[0]
            others = group - best
            others._retire(self.env._("Merged into another record in Odoo."))
            # only one link of a record may be in use, and Odoo writes in its own order
            others.flush_recordset()
            former |= others.filtered("remote_id")
            best.res_id = kept_id
            # what waits for any of them has the kept one's Xero record now
            self.env["xero.run"]._free(
                best.connection_id,
                *(f"needs:{best.resource}:{res_id}" for res_id in (*lost_ids, kept_id)),
            )
            self.env["xero.change"]._note(best.connection_id, best.resource, [kept_id])
            best.connection_id._wake()
        former.res_id = kept_id
        self._note_documents(model, lost_ids)

    def _note_documents(self, model, lost_ids):
        """Have documents looked at that name a lost contact: the wizard's SQL gives
        them the kept one, of which no hook tells, nor a date of writing.

        Those that Xero has: the others are sent, or not, as before.
        """
        documents = self.env["account.move"]
        field = documents._fields["commercial_partner_id"]
        if model != field.comodel_name or not lost_ids:
            return
        documents = documents.sudo().search([(field.name, "in", lost_ids)])
        linked = self.search(
            [
                ("res_model", "=", documents._name),
                ("res_id", "in", documents.ids),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )
        linked._note("hook")
        linked.connection_id._wake()

    def _remember(self, payload, resource):
        before = (self.remote_payload or {}).get("MergedToContactID")
        result = super()._remember(payload, resource)
        if not before and payload.get("MergedToContactID"):
            self.env["xero.run"]._free(self.connection_id, f"merge:{self.remote_id}")
        return result
