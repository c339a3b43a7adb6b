# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whose document a link is about: a branch's, though it travels by its parent."""

from odoo import api, fields, models


class XeroLink(models.Model):
    """Who works in a branch sees what became of its documents in Xero and decides about
    them; nothing of its parents' documents, and nothing of what companies share."""

    _inherit = "xero.link"

    document_company_id = fields.Many2one(
        "res.company",
        string="Company of the Document",
        compute="_compute_document_company_id",
        store=True,
        index=True,
        help="Its users see this, whichever company the connection belongs to.",
    )

    @api.depends("resource", "res_model", "res_id")
    def _compute_document_company_id(self):
        known = self.env["xero.resource"]._all()
        for (name, model), links in self.grouped(
            lambda link: (link.resource, link.res_model)
        ).items():
            resource = known.get(name)
            found = {}
            if resource is not None and model == resource._odoo_model:
                ids = [link.res_id for link in links if link.res_id]
                records = self.env[model].browse(ids).exists()
                found = {one.id: resource._company_of(one) for one in records}
            for link in links:
                # of a deleted document it is what it was
                link.document_company_id = found.get(
                    link.res_id, link.document_company_id
                )
