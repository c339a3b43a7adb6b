# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Package the addon as ``odoo.addons.xero_connector``, where Odoo finds it by itself.

``odoo`` and ``odoo.addons`` are namespace packages that belong to Odoo: only the
addon's own folder goes in. The tests' addon does not.
"""

import ast
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
ADDON = "xero_connector"
TARGET = f"odoo.addons.{ADDON}"

manifest = ast.literal_eval((HERE / ADDON / "__manifest__.py").read_text("utf-8"))
series = ".".join(manifest["version"].split(".")[:2])

# Folders without __init__ (views, static, migrations, …) are data of the addon.
DATA = [
    f"**/*.{ending}"
    for ending in (
        *("xml", "csv", "sql", "po", "pot", "json"),
        *("js", "css", "scss", "html", "md", "rst"),
        *("png", "svg", "gif", "jpg", "ico"),
    )
]

setup(
    name="odoo-addon-xero-connector",
    version=manifest["version"],
    description=manifest["summary"],
    long_description=(HERE / "README.rst").read_text("utf-8"),
    long_description_content_type="text/x-rst",
    author="The xero_connector contributors",
    url=manifest["website"],
    license="LGPL-3.0-or-later",
    classifiers=[
        "Framework :: Odoo",
        f"Framework :: Odoo :: {series}",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
    ],
    python_requires=">=3.11",
    packages=[
        TARGET,
        *(f"{TARGET}.{name}" for name in find_packages(str(HERE / ADDON))),
    ],
    package_dir={TARGET: ADDON},
    package_data={TARGET: [*DATA, "migrations/**/*.py"]},
    install_requires=[
        f"odoo=={series}.*",
        *(
            f"odoo-addon-{name.replace('_', '-')}=={series}.*"
            for name in manifest["depends"]
            # What comes with Odoo itself is no package of its own.
            if name not in ("account", "base", "mail", "web")
        ),
        *(
            name.replace("_", "-")
            for name in manifest["external_dependencies"]["python"]
        ),
    ],
    zip_safe=False,
)
