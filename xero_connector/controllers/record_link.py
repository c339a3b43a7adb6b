# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From a document in Xero back to its record here."""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request


class RecordLink(http.Controller):
    """The address stands in the ``Url`` of documents in Xero, which must not contain
    the word "xero". It also is the mark by which we know our own documents.
    """

    @http.route(
        "/accounting_link/<string:database>/<string:model>/<int:record_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def open_record(self, database, model, record_id):
        """Open the record, if it is one of this database and the user may read it."""
        uuid = request.env["ir.config_parameter"].sudo().get_param("database.uuid", "")
        resources = request.env["xero.resource"]._all().values()
        if database != uuid or model not in {
            r._mark_model or r._odoo_model for r in resources
        }:
            raise NotFound()
        # Odoo's own route finds the company to switch to, and checks the rights.
        return request.redirect_query(
            "/mail/view", {"model": model, "res_id": record_id}
        )
