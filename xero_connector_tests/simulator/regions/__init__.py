# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The editions of Xero by their key."""

from .region import Region
from .uk import UK

REGIONS: dict[str, Region] = {region.key: region for region in (UK,)}
