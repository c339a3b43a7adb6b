# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The key that seals secrets. It never lies in the database nor in its filestore.

Whoever gets hold of a dump, with or without the filestore, therefore has no token.
"""

import os
import tempfile
from pathlib import Path

from odoo.tools import config

from .xero.vault import Vault, new_key

ENVIRONMENT = "XERO_CONNECTOR_KEY"
OPTION = "xero_connector_key"
FILE = "xero_connector.key"


def key_file():
    """Where a key is kept that nobody configured: beside the filestore, not in it."""
    return Path(config["data_dir"]) / FILE


def vault():
    """The vault of this server.

    The key comes from the environment, else from ``odoo.conf``, else from a file that
    is made once. Several servers that serve one database need the same key: set one of
    the first two there, or share the data directory.

    :raise ValueError: if the configured key is too short
    :raise OSError: if the file can be neither read nor made
    """
    configured = os.environ.get(ENVIRONMENT) or config.get(OPTION)
    return Vault(configured or _read_or_make(key_file()))


def _read_or_make(path):
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        _make(path)
        return path.read_text(encoding="ascii")


def _make(path):
    """Make the file whole or not at all, and only if nobody else just did.

    ``mkstemp`` opens with ``O_EXCL`` and mode 0600; a hard link fails where the name is
    taken, so of two workers that start together one wins and both read the same key.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE}-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(new_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        os.unlink(draft)
