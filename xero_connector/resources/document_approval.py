# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents that somebody has yet to approve in Xero."""

from dataclasses import replace

from odoo import models

from ..sync import canonical

#: before it is approved
_OPEN = ("DRAFT", "SUBMITTED")
_UNAPPROVED = ("draft", "submitted")


class XeroResourceDocument(models.AbstractModel):
    """*Waiting for approval in Xero* is a state of its own; we never approve.

    Until then the approver's accounts, tracking and texts are Xero's: they are no
    difference, and what is sent later leaves them as they are.
    """

    _inherit = "xero.resource.document"

    def _state_in_step(self, link):
        status = (link.remote_payload or {}).get("Status")
        return "approval" if status in _OPEN else super()._state_in_step(link)

    def _accepted(self, base_remote, remote):
        """What of Xero's edits is Xero's own business: an approver's.

        :return: ``base_remote`` as if it had been agreed on
        """
        ours, theirs = base_remote.get("lines"), remote["lines"]
        if base_remote.get("status") not in _UNAPPROVED or ours in (None, theirs):
            return base_remote
        if remote["status"] not in (*_UNAPPROVED, "open"):
            return base_remote
        if isinstance(ours, canonical.Never) or len(ours) != len(theirs):
            return base_remote
        for mine, other in zip(ours, theirs, strict=True):
            same = replace(
                other,
                description=mine.description,
                account=mine.account,
                tracking=mine.tracking,
            )
            if same != mine:
                return base_remote
        return base_remote | {"lines": theirs}
