# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Links of what only Xero has, and how such a link gets its Odoo record."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..sync.pairing import number_key
from .xero_link_state import NOTHING_AGAINST


class XeroLink(models.Model):
    _inherit = "xero.link"

    number_key = fields.Char(
        string="Number as compared",
        compute="_compute_number_key",
        store=True,
        index="btree_not_null",
        help="Of a document whose number Xero takes as often as it is sent: without "
        "capitals and spaces that mean nothing.",
    )

    @api.depends("resource", "remote_name")
    def _compute_number_key(self):
        known = self.env["xero.resource"]._all()
        often = {
            name for name, one in known.items() if not getattr(one, "_unique_number", 1)
        }
        for link in self:
            number = link.remote_name if link.resource in often else ""
            link.number_key = number_key(number or "") or False

    @api.model
    def _create_remote(self, connection, resource, payloads):
        """Remember Xero records that no Odoo record stands for, in one statement.

        :param payloads: elements that no link knows
        :return: the links, in their order
        """
        return self.create(
            [
                {
                    "connection_id": connection.id,
                    "resource": resource._resource_name,
                    "res_model": resource._odoo_model,
                    "remote_id": resource._payload_id(payload),
                    "state": "remote",
                    **self._remembered(payload, resource),
                }
                for payload in payloads
            ]
        )

    def _leave_there(self):
        """Known to be in Xero only, and nothing about it waits for anybody."""
        if self.state in ("held", "error"):
            self._settle({"state": "remote"})

    def _tie(self, record):
        """Say which Odoo record this Xero record is; nothing is agreed on yet.

        A link of the record that has no Xero record yet absorbs this one.

        :param record: one record of the resource's model
        :return: the link that stands for both
        :raise UserError: if one of them is linked already
        """
        self.ensure_one()
        link = self.sudo()
        if link.res_id:
            raise UserError(
                self.env._(
                    "“%s” is linked to a record in Odoo already.", link.display_name
                )
            )
        own = link.search(
            link._local_domain(link.connection_id, link.resource, record.ids)
        )
        if own.remote_id:
            raise UserError(
                self.env._(
                    "“%(record)s” is linked to “%(other)s” in Xero already.",
                    record=record.display_name,
                    other=own.display_name,
                )
            )
        if own:
            own._adopt({"remote_id": link.remote_id, "name": link.remote_name})
            return own
        link.write(
            {
                "res_model": record._name,
                "res_id": record.id,
                "is_opening": link._would_be_opening(record),
                "state": "new",
                "parted_from": False,
                **NOTHING_AGAINST,
            }
        )
        self.env["xero.run"]._free(
            link.connection_id, f"needs:{link.resource}:{record.id}"
        )
        return link
