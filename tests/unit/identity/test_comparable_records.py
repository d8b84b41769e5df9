"""Values as they are compared: other scripts, numbering plans, legal forms, the parts of a name."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import phonenumbers
import pytest

from identity.configuration import StopList
from identity.normalise import phones
from identity.normalise.build import COLUMNS, GIVEN, RECORD, write_records
from identity.normalise.latin import latin_form
from identity.normalise.stopping import stop_shared


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def comparable(
    connection: duckdb.DuckDBPyConnection, *rows: dict[str, str], organisations: bool = False
) -> list[dict[str, object]]:
    """Return the comparable form of some records, in their order."""
    columns = ", ".join(f"{name} varchar" for name in COLUMNS)
    connection.execute(f"create or replace temp table {GIVEN} (record_number integer, {columns})")
    for number, row in enumerate(rows):
        marks = ", ".join("?" for _ in range(len(COLUMNS) + 1))
        connection.execute(f"insert into {GIVEN} values ({marks})", [number, *[row.get(name) for name in COLUMNS]])
    write_records(connection, organisations=organisations)
    found = connection.execute(f"select * from {RECORD} order by record_number")
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_a_chinese_name_meets_its_latin_form_in_either_order(connection: duckdb.DuckDBPyConnection) -> None:
    native, given_first, family_first = comparable(
        connection, {"full_name": "王小明"}, {"full_name": "Xiaoming Wang"}, {"full_name": "Wang Xiaoming"}
    )
    assert native["name_key"] == given_first["name_key"] == family_first["name_key"] == "wang xiaoming"
    assert native["script"] == "Hani"


@pytest.mark.parametrize(
    ("native", "latin"),
    [("محمد", "Mohammed"), ("فاطمة", "Fatimah"), ("يوسف", "Yousef"), ("خالد", "Khalid"), ("القحطاني", "Al-Qahtani")],
)
def test_an_arabic_name_meets_the_consonants_of_its_latin_forms(
    connection: duckdb.DuckDBPyConnection, native: str, latin: str
) -> None:
    one, other = comparable(connection, {"family_name": native}, {"family_name": latin})
    assert one["family_sound"] == other["family_sound"]


def test_a_whole_name_is_taken_apart_as_the_table_knows_its_families(connection: duckdb.DuckDBPyConnection) -> None:
    whole, apart, other = comparable(
        connection,
        {"full_name": "Lorena Romero Reyes"},
        {"given_name": "Lorena", "family_name": "Romero Reyes"},
        {"full_name": "Mary Jane Smith"},
    )
    assert (whole["given"], whole["family"]) == (apart["given"], apart["family"]) == ("lorena", "romeroreyes")
    assert (other["given"], other["family"]) == ("maryjane", "smith")


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("van Gogh, Vincent", ("vangogh", "vincent")),
        ("Ludwig van Beethoven", ("ludwig", "vanbeethoven")),
        ("Dr. Jürgen Müller", ("jurgen", "muller")),
        ("Juergen Mueller", ("jurgen", "muller")),
    ],
)
def test_particles_titles_and_umlauts(connection: duckdb.DuckDBPyConnection, full: str, parts: tuple[str, str]) -> None:
    (record,) = comparable(connection, {"full_name": full})
    assert {record["given"], record["family"]} == set(parts)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("030 901820", "DE"), ("+49 30 901820", "DE"), ("0049 30 901820", "FR"), ("+44 (0)20 7946 0018", "GB"),
        ("(212) 555-0142", "US"), ("1-212-555-0142 ext. 7", "US"), ("050 123 4567", "AE"), ("06 12 34 56 78", "FR"),
        ("0912 345 678", "CN"), ("612 345 678", "ES"),
    ],
)  # fmt: skip
def test_a_number_is_the_one_that_phonenumbers_reads(
    connection: duckdb.DuckDBPyConnection, text: str, country: str
) -> None:
    (record,) = comparable(connection, {"phone": text, "country_code": country})
    parsed = phonenumbers.parse(text, country)
    assert record["phone"] == f"{parsed.country_code}{parsed.national_number}"


def test_every_country_has_a_plan(connection: duckdb.DuckDBPyConnection) -> None:
    phones.write_plans(connection)
    ((countries, mains),) = connection.execute(
        f"select count(*), count(distinct calling_code) filter (where is_main) from {phones.PLANS}"
    ).fetchall()
    assert countries == len(phonenumbers.SUPPORTED_REGIONS)
    assert mains > 190


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Modehaus Linden GmbH & Co. KG", "Modehaus Linden"),
        ("Lumière S.A.R.L.", "LUMIERE"),
        ("株式会社トヨタ", "トヨタ"),
        ("上海明珠贸易有限公司", "上海明珠贸易"),
        ("ООО Ромашка", "Ромашка"),
        ("شركة النور", "النور"),
        ("Acme Holdings, Inc.", "The Acme"),
    ],
)
def test_a_company_is_the_same_without_its_legal_form(
    connection: duckdb.DuckDBPyConnection, one: str, other: str
) -> None:
    left, right = comparable(connection, {"company_name": one}, {"full_name": other}, organisations=True)
    assert left["company_key"] == right["company_key"] is not None


def test_a_birth_date_is_one_in_every_form(connection: duckdb.DuckDBPyConnection) -> None:
    texts = ("1980-05-03", "03.05.1980", "19800503", "1980/5/3", "03/05/1980")
    records = comparable(connection, *[{"birth_date": text} for text in texts])
    assert {record["birth_date"] for record in records} == {"19800503"}


def test_what_too_many_names_share_is_no_evidence(connection: duckdb.DuckDBPyConnection) -> None:
    families = ("Adler", "Bruckner", "Castro", "Dumont", "Ferrari")
    shared = [
        {"full_name": f"Ana {name}", "email": "desk@hotel.example", "phone": "+49 30 901820"} for name in families
    ]
    own = [
        {"full_name": "Ana Adler", "email": "ana@adler.example"},
        {"full_name": "A Adler", "email": "ana@adler.example"},
    ]
    comparable(connection, *shared, *own, {"phone": "0000000000"})
    assert stop_shared(connection, StopList(surnames=4, records=25, digits=3), organisations=False) == 3
    kept = connection.execute(f"select distinct mailbox, phone from {RECORD} order by all").fetchall()
    assert kept == [("ana@adler.example", None), (None, None)]


def test_a_two_character_family_name_is_known() -> None:
    assert latin_form("欧阳修") == "OuYang Xiu"
