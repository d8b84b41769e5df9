"""The seeds of moons and moving feasts, written once by `python -m ingestion.reference.calendars` and kept.

Months of the Hijri calendar are those of Umm al-Qura, which Saudi Arabia uses for civil dates, and months of the
Chinese one those of the International Components for Unicode, both as DuckDB's extension of that library counts them.
Easter is that of the Western churches. A company's own days are not here: people keep them in `calendar_event`.

Belongs here: from calendars to the two seeds. Not here: which market keeps a feast (`feast_market`), and what a day is
compared with (core).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb

from warehouse.reference.tables import SEEDS

FIRST_YEAR, LAST_YEAR = 2000, 2050
MONTH_COLUMNS = ("calendar_code", "first_date", "year_number", "month_number", "month_type")
FEAST_COLUMNS = ("event_code", "first_date", "last_date", "event_name", "event_type")
_CALENDARS = {"hijri": "islamic-umalqura", "chinese": "chinese"}
_LUNAR_FEASTS = (
    ("hijri", 9, 0, 0, "ramadan", "Ramadan", "festival"),
    ("hijri", 10, 0, 3, "eid_al_fitr", "Eid al-Fitr", "holiday"),
    ("hijri", 12, 9, 4, "eid_al_adha", "Eid al-Adha", "holiday"),
    ("chinese", 1, -1, 8, "chinese_new_year", "Chinese New Year", "holiday"),
    ("chinese", 5, 4, 1, "dragon_boat", "Dragon Boat Festival", "holiday"),
    ("chinese", 7, 6, 1, "qixi", "Qixi", "festival"),
    ("chinese", 8, 14, 1, "mid_autumn", "Mid-Autumn Festival", "holiday"),
)
"""Calendar, month, days after the month's first, length in days (0: the whole month), code, name, kind."""

Month = tuple[str, date, int, int, str]
Feast = tuple[str, date, date, str, str]


def lunar_months() -> list[Month]:
    """Return the months of both calendars in order: calendar, first day, year, month, regular or leap.

    A Hijri year is the one of the calendar, a Chinese one that in which its new year falls; a leap month has the number
    of the month before.
    """
    return [month for calendar in _CALENDARS for month in _months_of(calendar)]


def moving_feasts(months: Sequence[Month]) -> list[Feast]:
    """Return each feast of each year in order: code, first and last day, name, kind."""
    feasts = [*_lunar_feasts(months), *(feast for year in _years() for feast in _feasts_of(year))]
    return sorted(feast for feast in feasts if FIRST_YEAR <= feast[1].year <= LAST_YEAR)


def write_seeds(folder: Path) -> None:
    """Write `lunar_month.csv` and `moving_feast.csv` into a folder."""
    months = lunar_months()
    _write(folder / "lunar_month.csv", MONTH_COLUMNS, months)
    _write(folder / "moving_feast.csv", FEAST_COLUMNS, moving_feasts(months))


def _years() -> range:
    return range(FIRST_YEAR, LAST_YEAR + 1)


def _months_of(calendar: str) -> list[Month]:
    with duckdb.connect() as connection:
        connection.execute("load icu; set timezone = 'UTC'")
        connection.execute(
            "create table days as select cast(day as date) as day, epoch(day) as moment from generate_series("
            f"timestamp '{FIRST_YEAR - 1}-01-01', timestamp '{LAST_YEAR + 1}-03-31', interval 1 day) as t(day)"
        )
        connection.execute(f"set calendar = '{_CALENDARS[calendar]}'")
        connection.execute(
            "create table counted as select day, extract(year from to_timestamp(moment)) as year_number, "
            "extract(month from to_timestamp(moment)) as month_number, "
            "extract(day from to_timestamp(moment)) as day_number from days"
        )
        connection.execute("set calendar = 'gregorian'")
        return connection.execute(_MONTHS, [calendar, calendar, FIRST_YEAR, LAST_YEAR + 1]).fetchall()


_MONTHS = """
with months as (
    select day, year_number, month_number,
        coalesce(month_number = lag(month_number) over (order by day), false) as is_leap
    from counted where day_number = 1
),
years as (
    select *, max(case when month_number = 1 and not is_leap then year(day) end) over (order by day) as new_year
    from months
)
select ?, day, cast(case when ? = 'chinese' then new_year else year_number end as integer),
    cast(month_number as integer), case when is_leap then 'leap' else 'regular' end
from years
where year(day) >= ? and day < make_date(?, 3, 1) and new_year is not null
order by day
"""


def _lunar_feasts(months: Sequence[Month]) -> Iterator[Feast]:
    following = {month[:2]: after for month, after in pairwise(months)}
    for calendar, number, offset, length, code, name, kind in _LUNAR_FEASTS:
        for month in months:
            if month[0] == calendar and month[3] == number and month[4] == "regular" and following.get(month[:2]):
                first = month[1] + timedelta(days=offset)
                last = first + timedelta(days=length - 1) if length else following[month[:2]][1] - timedelta(days=1)
                yield code, first, last, name, kind


def _feasts_of(year: int) -> list[Feast]:
    sunday = _easter_sunday(year)
    november = date(year, 11, 1)
    thanksgiving = november + timedelta(days=(3 - november.weekday()) % 7 + 21)
    return [
        ("easter", sunday - timedelta(days=2), sunday + timedelta(days=1), "Easter", "holiday"),
        ("black_friday", thanksgiving + timedelta(days=1), thanksgiving + timedelta(days=4), "Black Friday", "sale"),
        ("singles_day", date(year, 11, 11), date(year, 11, 11), "Singles' Day", "sale"),
        ("618", date(year, 6, 18), date(year, 6, 18), "618", "sale"),
        ("christmas", date(year, 12, 24), date(year, 12, 26), "Christmas", "holiday"),
    ]


def _easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar by the algorithm of Meeus, Jones and Butcher."""
    golden, century, of_century = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    write_seeds(SEEDS)
