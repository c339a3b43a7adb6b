# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The message that a button shows for a while."""


def notification(kind, message, **more):
    """The action that shows a message.

    :param kind: ``info``, ``success`` or ``warning``
    :param more: ``title``, ``sticky``, or in ``next`` an action that follows
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"type": kind, "message": message, **more},
    }


def news(kind, message):
    """The same, and the page shows what has changed."""
    reload = {"type": "ir.actions.client", "tag": "soft_reload"}
    return notification(kind, message, next=reload)
