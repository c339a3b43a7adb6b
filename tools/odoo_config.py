# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Write the configuration file that Odoo is started with."""

import configparser
from collections.abc import Mapping
from pathlib import Path

from tools.odoo_source import OdooSource
from tools.places import ODOO_DATA, ROOT
from tools.postgres import Server


def write(
    path: Path,
    source: OdooSource,
    server: Server,
    options: Mapping[str, str] | None = None,
    channels: str = "root:2",
) -> Path:
    """Write ``path`` (readable by its owner only: it holds the database password).

    :param options: more of Odoo's ``[options]``
    :param channels: capacities of the job channels, as queue_job reads them
    """
    config = configparser.RawConfigParser()
    config["options"] = {
        "db_host": server.host,
        "db_port": str(server.port),
        "db_user": server.user,
        "db_password": server.password or "False",
        # The checkout itself, so that both addons are found; queue_job lies in the
        # environment's odoo/addons, where Odoo looks without being told.
        "addons_path": ",".join([*source.addons_paths, str(ROOT)]),
        "data_dir": str(ODOO_DATA),
        # rpc: without it /jsonrpc and /xmlrpc do not exist. queue_job: its runner.
        "server_wide_modules": "base,rpc,web,queue_job",
        "http_interface": "127.0.0.1",
        # Odoo's old libraries warn of their age, each time with a whole stack.
        "log_handler": ":INFO,py.warnings:ERROR",
        **(options or {}),
    }
    config["queue_job"] = {"channels": channels}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(0o600)
    with part.open("w") as handle:
        config.write(handle)
    part.rename(path)
    return path
