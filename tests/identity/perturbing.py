"""The customers of AdventureWorks, each written down several times and wrongly: other shapes of the same task.

Belongs here: spoiling records, with a seed. Not here: resolving them. By itself: `python tests/identity/perturbing.py
SHAPE SEED FILE` writes a table.
"""

from __future__ import annotations

import csv
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

ADVENTUREWORKS = Path(__file__).resolve().parents[3] / "shared" / "data" / "adventureworks" / "dw"
COLUMNS = (
    "truth", "source_name", "given_name", "family_name", "birth_date", "email", "phone", "street", "city",
    "postal_code", "country_code",
)  # fmt: skip
SHORT = {
    "Robert": "Bob", "William": "Bill", "Richard": "Rick", "Elizabeth": "Liz", "Katherine": "Kate", "Jennifer": "Jen",
    "Michael": "Mike", "Christopher": "Chris", "Jonathan": "Jon", "Alexandra": "Alex", "Samantha": "Sam",
    "Thomas": "Tom",
    "Daniel": "Dan", "Benjamin": "Ben", "Nicholas": "Nick", "Victoria": "Vicky", "Margaret": "Maggie", "Edward": "Ed",
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """How a table looks: its columns, records a person, and the share of values with each flaw."""

    columns: tuple[str, ...] = COLUMNS
    records: tuple[int, int] = (1, 4)
    typo: float = 0.06
    missing: float = 0.12
    moved: float = 0.15
    short: float = 0.1
    swapped: float = 0.02
    other_mail: float = 0.2


_WITHOUT = tuple(name for name in COLUMNS if name not in ("email", "phone"))
SHAPES = {
    "full": Shape(),
    "no_email_or_phone": Shape(columns=_WITHOUT),
    "heavy_typos": Shape(typo=0.25),
    "many_records": Shape(records=(6, 16)),
    "few_columns": Shape(
        columns=("truth", "source_name", "given_name", "family_name", "street", "postal_code"), moved=0.03
    ),
}


def write_table(shape: Shape, seed: int, persons: int, path: Path) -> None:
    """Write a table of that many customers, drawn and spoilt by the seed."""
    draw = random.Random(seed)
    customers = _customers()
    homes = [(row["street"], row["city"], row["postal_code"], row["country_code"]) for row in customers]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, shape.columns, extrasaction="ignore")
        writer.writeheader()
        for person in draw.sample(customers, persons):
            later = dict(zip(("street", "city", "postal_code", "country_code"), draw.choice(homes), strict=True))
            for _ in range(draw.randint(*shape.records)):
                writer.writerow(_spoilt(person, later, shape, draw))


def _customers() -> list[dict[str, str]]:
    rows = duckdb.sql(f"""
        select customer.CustomerAlternateKey as truth, customer.FirstName as given_name,
            customer.LastName as family_name,
            strftime(customer.BirthDate, '%Y-%m-%d') as birth_date, customer.EmailAddress as email,
            customer.Phone as phone, customer.AddressLine1 as street, place.City as city,
            place.PostalCode as postal_code, place.CountryRegionCode as country_code
        from '{ADVENTUREWORKS}/DimCustomer.parquet' as customer
        inner join '{ADVENTUREWORKS}/DimGeography.parquet' as place on customer.GeographyKey = place.GeographyKey
        order by customer.CustomerKey
    """)
    names = rows.columns
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def _spoilt(person: dict[str, str], later: dict[str, str], shape: Shape, draw: random.Random) -> dict[str, str]:
    record = {**person, "source_name": draw.choice(("shop", "crm", "till"))}
    if draw.random() < shape.moved:
        record.update(later)
    if draw.random() < shape.short:
        record["given_name"] = SHORT.get(record["given_name"], record["given_name"][:1] + ".")
    if draw.random() < shape.other_mail:
        record["email"] = f"{record['family_name'].lower()}{record['truth'][-4:]}@mail.example"
    if draw.random() < shape.swapped:
        record["given_name"], record["family_name"] = record["family_name"], record["given_name"]
    for name in shape.columns[2:]:
        if name not in ("given_name", "family_name") and draw.random() < shape.missing:
            record[name] = ""
        elif draw.random() < shape.typo:
            record[name] = _typo(record[name], draw)
    return record


def _typo(value: str, draw: random.Random) -> str:
    if len(value) < 3:
        return value
    at = draw.randrange(len(value) - 1)
    kind = draw.randrange(4)
    if kind == 0:
        return value[:at] + value[at + 1] + value[at] + value[at + 2 :]
    if kind == 1:
        return value[:at] + value[at + 1 :]
    letter = draw.choice("0123456789" if value[at].isdigit() else "abcdefghijklmnopqrstuvwxyz")
    return value[:at] + letter + value[at + kind - 2 :]


if __name__ == "__main__":
    write_table(SHAPES[sys.argv[1]], int(sys.argv[2]), int(sys.argv[4]), Path(sys.argv[3]))
