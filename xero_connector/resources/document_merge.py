# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents whose contact became one with another in Odoo, but not in Xero.

Xero keeps the contact of a document that was credited or is in a locked period, whoever
asks. Merging the contacts there is what moves it.
"""

from odoo import models


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _hold_for_merge(self, values, refs):
        """Hold a document that only a merge of two contacts in Xero can mend.

        :param values: in Xero's terms
        :return: whether it is one
        """
        if not self._is_contact_frozen(values, refs):
            return False
        there, here = refs.remote["contact"], values["contact"]
        contacts = self._contacts_there(refs, there, here)
        former, kept = contacts.get(there), contacts.get(here)
        if not former or not kept:
            return False
        partner = self.env["res.partner"].browse(former.res_id).exists()
        if partner.commercial_partner_id.id != kept.res_id:
            return False
        names = {"former": former.remote_name, "kept": kept.remote_name}
        refs.hold(
            "merge_in_xero",
            self.env._(
                "Its contact in Xero is “%(former)s”, which is one with “%(kept)s” in "
                "Odoo. Xero gives a document that was credited or is in a locked "
                "period no other contact.",
                **names,
            ),
            self.env._(
                "Merge “%(former)s” into “%(kept)s” in Xero: its documents move by "
                "themselves.",
                **names,
            ),
            key=f"merge:{former.remote_id}",
        )
        return True

    def _is_contact_frozen(self, values, refs):
        """Whether the contact, and nothing else that is sent, is kept by Xero."""
        if "contact" not in refs.names or not refs.remote:
            return False
        if self._frozen(values, refs) == {"contact"}:
            return True
        days = {values["date"], refs.remote.get("date")}
        locked = refs.connection.organisation_id._lock(days)
        drafted = refs.remote.get("status") in ("draft", "submitted")
        return bool(locked) and not drafted and refs.names == {"contact"}

    def _contacts_there(self, refs, *remote_ids):
        """Links of contacts by Xero id, of former contacts too."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", refs.connection.id),
                ("resource", "=", "contact"),
                ("remote_id", "in", remote_ids),
                ("res_id", "!=", 0),
            ]
        )
        return {link.remote_id: link for link in links}
