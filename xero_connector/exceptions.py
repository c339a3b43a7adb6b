# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Errors of the addon that are about the connection itself."""

from odoo.exceptions import UserError


class XeroUnavailable(UserError):
    """No call may be made for this connection, and the text says why.

    ``reason``: ``state`` (not connected, or a person has to sign in again), ``copy``
    (this database is a copy and nobody has confirmed it), ``secrets`` (they are
    missing, or the key that opens them is) or ``plan`` (it includes no integrations).
    """

    def __init__(self, message, reason):
        super().__init__(message)
        self.reason = reason
