# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A plugin of pytest: runs beside each other share the files of tests.

``-p tools.claims --claims=FOLDER``: who comes to a file first runs it, the others pass
over it, so that they end at about the same time however fast each of them is.
"""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--claims", type=Path, required=True, help="folder that all of them write to"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Claims(config.getoption("claims")), "claims")


class Claims:
    """The files that this run has taken, or found taken.

    :param folder: has an empty file for each that somebody runs
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._mine: dict[Path, bool] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """True, and nothing is run, for a test of a file that another run has taken."""
        return None if self._is_mine(item.path) else True

    def _is_mine(self, path: Path) -> bool:
        if path not in self._mine:
            claim = self.folder / "-".join(path.relative_to(path.anchor).parts)
            try:
                claim.touch(exist_ok=False)
            except FileExistsError:
                self._mine[path] = False
            else:
                self._mine[path] = True
        return self._mine[path]
