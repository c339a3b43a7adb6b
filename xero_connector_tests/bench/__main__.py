# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``make bench``: measure, print a table, write one flat object of figures.

Each ``measure_*`` module has ``NAMES`` (figure to what it says) and ``measure(lab)``
(figure to number). Words on the command line choose modules:
``make bench ARGS="export posting"``.
"""

import importlib
import json
import pkgutil
import sys
import time
from pathlib import Path

from . import __path__ as here
from .boot import laboratory

RESULT = Path(".run/bench.json")


def modules(words):
    """The measuring modules, all or those that were asked for."""
    names = sorted(
        info.name
        for info in pkgutil.iter_modules(here)
        if info.name.startswith("measure_")
    )
    if words:
        names = [n for n in names if n.removeprefix("measure_") in words]
    return [importlib.import_module(f".{name}", __package__) for name in names]


def main(words):
    """Measure and report; returns the exit status."""
    figures = json.loads(RESULT.read_text()) if words and RESULT.exists() else {}
    texts = {}
    with laboratory() as lab:
        for module in modules(words):
            began = time.monotonic()
            name = module.__name__.rpartition(".measure_")[2]
            print(f"==> {name}", flush=True)
            figures |= module.measure(lab)
            texts |= module.NAMES
            print(f"    {time.monotonic() - began:.0f} s", flush=True)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")
    print()
    for name in sorted(figures):
        print(f"  {name:38} {figures[name]:>12}  {texts.get(name, '')}")
    print(f"\n  figures: {RESULT}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
