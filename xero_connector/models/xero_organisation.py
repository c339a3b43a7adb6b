# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Xero organisation that a connection is tied to."""

from odoo import api, fields, models

from ..xero import codec


class XeroOrganisation(models.Model):
    """Stays when the connection is ended: it says whose records the links are."""

    _name = "xero.organisation"
    _inherit = ["xero.reference.mixin"]
    _description = "Xero Organisation"
    _endpoint = "Organisation"

    short_code = fields.Char(readonly=True, help="Part of links to Xero's site.")
    base_currency = fields.Char(readonly=True)
    country = fields.Char(readonly=True, help="ISO 3166 code.")
    region = fields.Char(readonly=True, help="Xero's edition: UK, AU, NZ, US, GLOBAL.")
    timezone = fields.Char(readonly=True)
    sales_tax_basis = fields.Char(readonly=True)
    period_lock_date = fields.Date(
        readonly=True, help="Nothing on or before this date changes (but for advisers)."
    )
    year_lock_date = fields.Date(
        readonly=True, help="Nothing on or before this date changes."
    )
    is_demo = fields.Boolean(readonly=True)
    actions = fields.Json(readonly=True, help="What the connecting user's plan allows.")

    @api.model
    def _values_from_xero(self, payload):
        return {
            "remote_id": payload["OrganisationID"],
            "name": payload["Name"],
            "short_code": payload.get("ShortCode") or False,
            "base_currency": payload.get("BaseCurrency") or False,
            "country": payload.get("CountryCode") or False,
            "region": payload.get("Version") or False,
            "timezone": payload.get("Timezone") or False,
            "sales_tax_basis": payload.get("SalesTaxBasis") or False,
            "period_lock_date": codec.parse_date(payload.get("PeriodLockDate"))
            or False,
            "year_lock_date": codec.parse_date(payload.get("EndOfYearLockDate"))
            or False,
            "is_demo": bool(payload.get("IsDemoCompany")),
        }

    def _lock(self, days):
        """Xero's lock that one of these days is under.

        :param days: dates; None among them is no matter
        :return: (earliest locked day, lock date, name of the lock) or None
        """
        for lock, name in (
            (self.year_lock_date, self.env._("end of year lock date")),
            (self.period_lock_date, self.env._("period lock date")),
        ):
            locked = [day for day in days if day and lock and day <= lock]
            if locked:
                return min(locked), lock, name
        return None
