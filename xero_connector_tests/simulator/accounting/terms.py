# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Due dates from payment terms."""

from calendar import monthrange
from datetime import date, timedelta

from ..store import Record


def due_date(day: date, term: Record) -> date:
    """``day`` plus a term: days after the bill date or after its month, or a day of
    the current or following month (clipped to the month's end)."""
    number, kind = int(term["Day"]), term["Type"]
    if kind == "DAYSAFTERBILLDATE":
        return day + timedelta(days=number)
    end = day.replace(day=monthrange(day.year, day.month)[1])
    if kind == "DAYSAFTERBILLMONTH":
        return end + timedelta(days=number)
    month = end if kind == "OFCURRENTMONTH" else end + timedelta(days=1)
    last = monthrange(month.year, month.month)[1]
    return month.replace(day=max(1, min(number, last)))
