# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero names, in Odoo: the documents and the journal of money."""

from odoo import models
from odoo.exceptions import UserError

from .settlement import DOCUMENTS


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _documents_in_xero(self, connection, remote_ids):
        """Xero id to the Odoo document that is linked with it."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "in", list(DOCUMENTS.values())),
                ("remote_id", "in", list(remote_ids)),
                ("res_id", "!=", 0),
                ("state", "!=", "retired"),
            ]
        )
        documents = self.env["account.move"].browse(links.mapped("res_id")).exists()
        by_id = {document.id: document for document in documents}
        return {
            link.remote_id: by_id[link.res_id] for link in links if link.res_id in by_id
        }

    def _check_posted(self, documents):
        """Odoo itself would reconcile drafts, and a partial made by hand anything."""
        for document in documents:
            if document.state != "posted":
                raise UserError(self.env._("%s is not posted in Odoo.", document.name))

    def _journal_of(self, connection, account_id):
        """The journal whose money Xero keeps on that account, read both ways.

        Of what somebody chose: a suggestion would put money into a journal unasked.
        """
        return connection.journal_mapping_ids._in_force().filtered(
            lambda mapping: (
                mapping.xero_account_id.remote_id == account_id
                and mapping.direction in ("to_odoo", "both")
            )
        )

    def _telling_nobody(self):
        """What is made from Xero's word is agreed on at once: no change need be noted,
        no run be woken for each of a thousand payments."""
        return self.with_context(xero_connector_from_xero=True)
