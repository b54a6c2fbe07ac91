"""Counting days the way the documents do: calendar days, working days on China's real calendar, months, stays.

Working days come from the `holidays` package, which holds the State Council's yearly arrangement with its make-up workdays.
A year whose arrangement is not published yet is counted on weekends and statutory holidays alone, and `published` says so.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from inspect import getsource

import holidays
from holidays.countries import china

MAX_DAYS = 3660
"""Longest span counted, in days: ten years and a little."""


@lru_cache(maxsize=1)
def last_published_year() -> int:
    """Return the newest year whose make-up workdays the calendar knows."""
    years = re.findall(r"^\s+(20\d\d): \(", getsource(china), re.MULTILINE)
    return max(map(int, years))


@lru_cache(maxsize=1)
def _china() -> holidays.HolidayBase:
    return holidays.country_holidays("CN")


def published(*days: date) -> bool:
    """Whether every day lies in a year whose working-day arrangement is known."""
    return all(day.year <= last_published_year() for day in days)


def is_working_day(day: date) -> bool:
    """Whether public offices work on this day."""
    return bool(_china().is_working_day(day))


def add_days(start: date, days: int) -> date:
    """Return the day `days` after `start`; the day after `start` counts as 1."""
    _check_span(days)
    return start + timedelta(days=days)


def add_working_days(start: date, days: int) -> date:
    """Return the `days`-th working day after `start` (before it when negative); `start` itself is not counted.

    >>> add_working_days(date(2026, 9, 30), 3)  # 1-7 October are holidays, Saturday the 10th is worked
    datetime.date(2026, 10, 10)
    """
    _check_span(days)
    step, day, left = (1 if days >= 0 else -1), start, abs(days)
    while left:
        day += timedelta(days=step)
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Count working days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    _check_span((end - start).days)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def add_months(start: date, months: int) -> date:
    """Return the same day `months` later, or the month's last day where that day does not exist.

    >>> add_months(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    _check_span(months * 31)
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Count whole months from `start` to `end`, rounded down (towards the past when negative)."""
    if end < start:
        months = months_between(end, start)
        return -months - (add_months(end, months) != start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (add_months(start, months) > end)


def end_of_stay(entry: date, days: int) -> date:
    """Return the last day of a stay counted from 00:00 of the day after entry; it ends at 24:00 of that day.

    >>> end_of_stay(date(2026, 5, 1), 10)
    datetime.date(2026, 5, 11)
    """
    return add_days(entry, days)


def as_date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _check_span(days: int) -> None:
    if abs(days) > MAX_DAYS:
        raise OverflowError(f"cannot count {days} days; the longest span is {MAX_DAYS}")
