"""Vendure's integers become money by the minor unit of their currency, in contracts and in staging alike."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

ODD = re.compile(r"in \(([^)]*)\)\s+then (1\.000|0\.001)")


def odd_currencies(text: str) -> list[dict[str, set[str]]]:
    """Currencies with no or three decimals, of every place in a text that tells them."""
    found = [(place[2], set(re.findall(r"'([A-Z]{3})'", place[1]))) for place in ODD.finditer(" ".join(text.split()))]
    none, three = ([codes for unit, codes in found if unit == wanted] for wanted in ("1.000", "0.001"))
    return [{"0": zero, "3": thousand} for zero, thousand in zip(none, three, strict=True)]


def files(house: Path) -> list[Path]:
    contracts = (house / "ingestion" / "contracts" / "vendure").glob("*.yaml")
    priced = [path for path in contracts if "minor_unit" in path.read_text(encoding="utf-8")]
    return [house / "dbt_project" / "macros" / "vendure_amounts.sql", *sorted(priced)]


@pytest.fixture
def seed(house: Path) -> dict[str, set[str]]:
    with (house / "dbt_project" / "seeds" / "currency.csv").open(encoding="utf-8") as file:
        units = {row["currency_code"]: row["minor_unit"] for row in csv.DictReader(file)}
    return {unit: {code for code, its in units.items() if its == unit} for unit in ("0", "3")}


def test_every_place_has_the_minor_units_of_the_seed(house: Path, seed: dict[str, set[str]]) -> None:
    told = {path.name: odd_currencies(path.read_text(encoding="utf-8")) for path in files(house)}
    assert len(told) > 6
    assert {name: places for name, places in told.items() if not places or any(it != seed for it in places)} == {}


def test_another_minor_unit_is_found(seed: dict[str, set[str]]) -> None:
    [found] = odd_currencies("case when c in ('JPY') then 1.000 when c in ('KWD') then 0.001 else 0.010 end")
    assert found != seed
