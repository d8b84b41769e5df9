"""The seeds of moons and moving feasts are what the library counts, and what almanacs print."""

from __future__ import annotations

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from ingestion.reference.calendars import lunar_months, moving_feasts, write_seeds
from warehouse.reference.tables import SEEDS

HIJRI_NEW_YEARS = {1441: "2019-08-31", 1444: "2022-07-30", 1445: "2023-07-19", 1446: "2024-07-07", 1447: "2025-06-26"}
"""First of Muharram by the tables of Umm al-Qura, https://www.staff.science.uu.nl/~gent0113/islam/ummalqura.htm."""
CHINESE_NEW_YEARS = {2020: "2020-01-25", 2021: "2021-02-12", 2022: "2022-02-01", 2023: "2023-01-22",
                     2024: "2024-02-10", 2025: "2025-01-29", 2026: "2026-02-17"}  # fmt: skip
"""As the Hong Kong Observatory's conversion table has them, https://www.hko.gov.hk/en/gts/time/conversion.htm."""
EASTERS = ("2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2038-04-25", "2049-04-18")


def rows_of(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_seeds_are_what_the_script_writes(tmp_path: Path) -> None:
    write_seeds(tmp_path)
    for name in ("lunar_month.csv", "moving_feast.csv"):
        assert (tmp_path / name).read_bytes() == (SEEDS / name).read_bytes()


@pytest.mark.parametrize(
    ("calendar", "almanac"), [("hijri", HIJRI_NEW_YEARS), ("chinese", CHINESE_NEW_YEARS)], ids=["hijri", "chinese"]
)
def test_new_years_are_those_of_the_almanac(calendar: str, almanac: dict[int, str]) -> None:
    found = {
        int(row["year_number"]): row["first_date"]
        for row in rows_of("lunar_month")
        if row["calendar_code"] == calendar and row["month_number"] == "1" and row["month_type"] == "regular"
    }
    assert {year: found.get(year) for year in almanac} == almanac


def test_chinese_leap_months_are_those_of_the_almanac() -> None:
    leaps = [row["first_date"] for row in rows_of("lunar_month") if row["month_type"] == "leap"]
    assert [day for day in leaps if "2017" <= day < "2026"] == ["2017-07-23", "2020-05-23", "2023-03-22", "2025-07-25"]


def test_months_follow_one_another_without_a_gap() -> None:
    months = lunar_months()
    for calendar in ("hijri", "chinese"):
        firsts = [month[1] for month in months if month[0] == calendar]
        assert {(after - day).days for day, after in pairwise(firsts)} == {29, 30}


@pytest.mark.parametrize("sunday", EASTERS)
def test_easter_is_where_almanacs_have_it(sunday: str) -> None:
    mondays = {feast[2].toordinal() for feast in moving_feasts([]) if feast[0] == "easter"}
    assert date.fromisoformat(sunday).toordinal() + 1 in mondays


def test_black_friday_follows_the_fourth_thursday_of_november() -> None:
    fridays = [feast[1] for feast in moving_feasts([]) if feast[0] == "black_friday"]
    assert {day.weekday() for day in fridays} == {4}
    assert {date(2024, 11, 29), date(2025, 11, 28), date(2029, 11, 23)} <= set(fridays)
