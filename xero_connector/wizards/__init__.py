# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import xero_connection_disconnect, xero_connection_test, xero_link_pair
from . import base_partner_merge
