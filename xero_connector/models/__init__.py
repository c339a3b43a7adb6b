# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ruff: noqa: I001 - a mixin comes before the models that inherit it
from . import xero_connection
from . import xero_token
from . import xero_connection_app
from . import xero_connection_copy
from . import xero_connection_client
from . import xero_connection_reference
from . import xero_connection_free
from . import xero_connection_connect
from . import xero_connection_disconnect
from . import xero_connection_test
from . import xero_connection_view
from . import xero_connection_backfill
from . import xero_connection_choice
from . import xero_connection_status
from . import xero_link
from . import xero_change
from . import xero_request
from . import xero_attempt
from . import xero_poll_state
from . import xero_reference_mixin
from . import xero_organisation
from . import xero_account
from . import xero_tax_rate
from . import xero_tax_mapping
from . import xero_linked_mixin
from . import account_move
from . import res_partner
from . import base_partner_merge
from . import res_config_settings
