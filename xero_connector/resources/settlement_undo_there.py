# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money that was taken back in Odoo is removed in Xero."""

from odoo import models

from ..sync import canonical


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _retire(self, link, refs):
        base = canonical.decode(self._form, link.base_local)
        self._hold_for_direction(base.get("account"), refs)
        if refs.payload.get("IsReconciled"):
            refs.hold(
                "bank_reconciled",
                self.env._(
                    "Taken back in Odoo, but matched with a bank statement line in "
                    "Xero, where it therefore stays."
                ),
                self.env._(
                    "Take the match back in Xero and sync again, or record the payment "
                    "in Odoo again."
                ),
            )
            # it may be what waits for its removal
            self._free_what_waits(link)
        self._hold_for_lock({refs.remote.get("date")}, refs)
        return {"Status": "DELETED"}

    def _batch_size(self, operation):
        return self._spec.batch if operation == "create" else 1

    def _request_values(self, operation, links, elements):
        if operation == "create":
            return super()._request_values(operation, links, elements)
        # Xero takes one deletion a call, by its address, and no other change
        return {
            "method": "POST",
            "path": f"{self._spec.name}/{links[0].remote_id}",
            "params": {},
            "body": '{"Status": "DELETED"}',
        }

    def _sent_elements(self, request):
        if request.operation == "create":
            return super()._sent_elements(request)
        return [{self._spec.id_field: request.path.rsplit("/", 1)[1]}]
