# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The subscription plan of the database, as far as the connector must know it."""

from odoo import models
from odoo.tools import str2bool

#: system parameters that a hosting provider sets; who may change them is Odoo's rule
#: for all system parameters: administrators of the system
PLAN_NAME = "xero_connector.plan_name"
PLAN_INTEGRATIONS = "xero_connector.plan_includes_integrations"


class ResCompany(models.Model):
    _inherit = "res.company"

    def _xero_plan(self):
        """The plan that this company's database is on.

        The one place that is asked: a hosting provider with a billing system of its own
        overrides this method. A self-hosted database, where nobody sets the parameters,
        includes integrations.

        :return: ``{"name": str, "integrations": bool}``
        """
        parameters = self.env["ir.config_parameter"].sudo()
        said = parameters.get_param(PLAN_INTEGRATIONS, "True")
        return {
            "name": parameters.get_param(PLAN_NAME) or self.env._("Self-hosted"),
            # what nobody can read as yes or no must not stop a paying customer
            "integrations": str2bool(said, True),
        }
