# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import tracking
from . import run
from . import notify
from . import plan
from . import settle
from . import recover
from . import retry
from . import backfill
from . import preview_maker
from . import preview_items
from . import pull
from . import welcome
from . import inbox
from . import sweep
from . import sweep_settlements
from . import problems
