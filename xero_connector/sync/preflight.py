# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reasons a record would be refused or wrong, found without a call."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why a record is held, for a person and for the engine.

    :param cause: groups equal problems, e.g. ``tax_unmapped``
    :param message: what is wrong, in the user's words
    :param remedy: what to do about it
    :param key: what the record waits for; mending it frees all records with the key
    """

    cause: str
    message: str
    remedy: str = ""
    key: str = ""
