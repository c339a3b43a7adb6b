# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Copy a database: ``python copy_database.py SOURCE TARGET``; the server is the one of
the environment (``PGHOST``...)."""

import contextlib
import sys

import psycopg2

#: below this, PostgreSQL copies a database only by its files
_HAS_STRATEGY = 150000


def copy_database(source, target):
    """Make ``target`` anew from ``source``, by files: nobody may be in there."""
    with contextlib.closing(psycopg2.connect(dbname="postgres")) as connection:
        administer(connection, f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        statement = f'CREATE DATABASE "{target}" TEMPLATE "{source}"'
        if connection.server_version >= _HAS_STRATEGY:
            statement += " STRATEGY FILE_COPY"
        administer(connection, statement)


def administer(connection, statement):
    """One statement that knows no transaction."""
    connection.autocommit = True
    with connection.cursor() as cr:
        cr.execute(statement)


if __name__ == "__main__":
    copy_database(*sys.argv[1:])
