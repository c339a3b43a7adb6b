# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payment terms of a contact as one text: ``DAYSAFTERBILLDATE/30``.

Two of Xero's four kinds say the same in other words: *the 20th of the following month*
is *20 days after the end of the month*, for every day that all months have.
"""

#: the days that every month has
_SHORTEST_MONTH = 28


def text(kind: str, day: int) -> str:
    """A term of Xero as text, equal ones alike.

    :param kind: Xero's Type
    :param day: Xero's Day
    """
    if kind == "OFFOLLOWINGMONTH" and 0 < day <= _SHORTEST_MONTH:
        kind = "DAYSAFTERBILLMONTH"
    return f"{kind}/{day}"


def parts(said: str) -> tuple[str, int]:
    """Kind and day of a text."""
    kind, _slash, day = said.partition("/")
    return kind, int(day)


def of_delay(delay: str, days: int, on_day: int) -> str | None:
    """What Xero calls a delay of Odoo; None where it has no words for it.

    :param delay: ``delay_type`` of Odoo's payment term line
    :param days: its ``nb_days``
    :param on_day: its ``days_next_month``, for ``days_end_of_month_on_the``
    """
    if delay == "days_after":
        return text("DAYSAFTERBILLDATE", days)
    if delay == "days_after_end_of_month":
        if not days:
            return text("OFCURRENTMONTH", 31)
        return text("DAYSAFTERBILLMONTH", days)
    if delay == "days_end_of_month_on_the" and not days:
        if not on_day:
            return text("OFCURRENTMONTH", 31)
        return text("OFFOLLOWINGMONTH", on_day)
    return None
