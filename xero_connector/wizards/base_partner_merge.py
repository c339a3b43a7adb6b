# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Merged partners: the links follow."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Move or retire links before the wizard's SQL removes the partners.

        It works behind the ORM's back and knows nothing of ``res_id``.
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if dst_partner is None and len(partners) > 1:
            dst_partner = self._get_ordered_partner(partners.ids)[-1]
        if dst_partner:
            self.env["xero.link"].sudo()._follow_merge(
                "res.partner", (partners - dst_partner).ids, dst_partner.id
            )
        return super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )
