# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The editions of Xero by their key."""

from .au import AU
from .nz import NZ
from .region import Region
from .uk import UK
from .us import US
from .world import GLOBAL

REGIONS: dict[str, Region] = {region.key: region for region in (UK, AU, NZ, US, GLOBAL)}
