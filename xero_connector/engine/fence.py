# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One run at a time for a connection."""

import contextlib
import logging
import zlib

import psycopg2

_logger = logging.getLogger(__name__)
_CLASS = zlib.crc32(b"xero_connector.run") & 0x7FFFFFFF


@contextlib.contextmanager
def fence(cr, connection_id):
    """Try to take the advisory lock of a connection on this very database session.

    The lock survives the run's commits and rollbacks and dies with the session that
    writes: a run whose database connection is lost cannot go on beside its successor.

    :param cr: the run's own cursor; it is committed here
    :return: whether the lock was free
    """
    cr.execute("SELECT pg_try_advisory_lock(%s, %s)", [_CLASS, connection_id])
    (mine,) = cr.fetchone()
    cr.commit()  # pylint: disable=invalid-commit  # the run's own cursor
    try:
        yield mine
    finally:
        if mine:
            _release(cr, connection_id)


def _release(cr, connection_id):
    """Unlock; if that fails close the session, or the pool would keep the lock."""
    try:
        cr.rollback()
        cr.execute("SELECT pg_advisory_unlock(%s, %s)", [_CLASS, connection_id])
        cr.commit()  # pylint: disable=invalid-commit  # the run's own cursor
    except psycopg2.Error:
        _logger.warning("Closing a session whose run lock could not be released")
        cr._cnx.close()
