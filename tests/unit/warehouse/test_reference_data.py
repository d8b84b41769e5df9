"""Reference data: the seed is the default, the ledger is before it, and a spreadsheet is judged as a whole."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from warehouse.ledger import BUILD_KINDS, Kind, Ledger
from warehouse.reference.entries import changed_seeds, changes, effective_rows, record, undo
from warehouse.reference.sheet import misfits, read_sheet, sheet_of
from warehouse.reference.tables import ReferenceDataError, ReferenceTable, named_tables, reference_tables
from warehouse.reference.workbook import read_workbook, write_workbook

SEEDS = Path(__file__).parents[3] / "dbt_project" / "seeds"
TABLES = reference_tables(SEEDS)
PEGS = TABLES["currency_peg"]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def peg(path: Path, ledger: Ledger, **cells: object) -> list[str]:
    """Write the pegs, edit cells, read them back, and return what is wrong; what is right is recorded."""
    before = effective_rows(SEEDS, PEGS, ledger)
    write_workbook(path, [sheet_of(PEGS, before.values())])
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book["currency_peg"][place] = value
    book.save(path)
    [sheet] = read_workbook(path)
    rows, complaints = read_sheet(PEGS, sheet)
    if not complaints:
        others = {name: effective_rows(SEEDS, table, ledger) for name, table in TABLES.items()}
        complaints = misfits(PEGS, sheet, rows, others)
    if not complaints:
        record(ledger, changes(PEGS, before, rows), "Ada", "a test")
    return [str(item) for item in complaints]


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_table_comes_back_as_it_was_written(tmp_path: Path, ledger: Ledger, table: ReferenceTable) -> None:
    before = effective_rows(SEEDS, table, ledger)
    write_workbook(tmp_path / "it.xlsx", [sheet_of(table, before.values())])
    [sheet] = read_workbook(tmp_path / "it.xlsx")
    rows, complaints = read_sheet(table, sheet)
    assert complaints == []
    assert misfits(table, sheet, rows, {name: effective_rows(SEEDS, TABLES[name], ledger) for name in TABLES}) == []
    assert changes(table, before, rows) == []


def test_rows_are_changed_added_and_removed_by_entries(tmp_path: Path, ledger: Ledger) -> None:
    removed = {f"{letter}3": None for letter in "ABCDE"}
    assert peg(tmp_path / "a.xlsx", ledger, **removed, C2=3.673, A4="QAR", B4="USD", C4="3.64", D4="2001-07-01") == []
    text = changed_seeds(SEEDS, TABLES, ledger)["currency_peg.csv"].decode()
    assert text.splitlines()[1:] == ["AED,USD,3.673,1997-11-01,", "QAR,USD,3.64,2001-07-01,"]
    assert list(changed_seeds(SEEDS, TABLES, ledger)) == ["currency_peg.csv"], "other seeds stay as they are"
    assert [(entry.subject, entry.payload["row"] is None) for entry in ledger.read(Kind.REFERENCE_DATA)] == [
        ("currency_peg AED 1997-11-01", False),
        ("currency_peg SAR 1986-06-01", True),
        ("currency_peg QAR 2001-07-01", False),
    ]
    assert Kind.REFERENCE_DATA in BUILD_KINDS
    assert peg(tmp_path / "b.xlsx", ledger, C2=3.6725) == []
    assert effective_rows(SEEDS, PEGS, ledger)["AED", "1997-11-01"]["units_per_peg_rate"] == "3.6725"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"F1": "note"}, "currency_peg!F1: there is no column 'note'"),
        ({"C1": "rate"}, "currency_peg!A1: the column 'units_per_peg_rate' is missing"),
        ({"C2": "much"}, "currency_peg!C2: 'much' is no number"),
        ({"D2": "1.11.1997"}, "currency_peg!D2: '1.11.1997' is no day (YYYY-MM-DD)"),
        ({"B2": None}, "currency_peg!B2: peg_currency_code is empty"),
        ({"A3": "AED", "D3": "1997-11-01"}, "currency_peg!A3: the key AED 1997-11-01 stands above already"),
        ({"B2": "XUX"}, "currency_peg!B2: 'XUX' is not in currency.currency_code"),
        ({"A3": "AED", "D3": "2001-01-01"}, "currency_peg!D3: the period overlaps the one that begins on 1997-11-01"),
        ({"E2": "1990-01-01"}, "currency_peg!D2: the period ends before it begins"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(
    tmp_path: Path, ledger: Ledger, cells: dict[str, object], said: str
) -> None:
    assert said in "\n".join(peg(tmp_path / "a.xlsx", ledger, **cells))
    assert ledger.read() == []


def test_a_country_trades_as_a_market_that_is_its_own(tmp_path: Path, ledger: Ledger) -> None:
    table = TABLES["country_market"]
    rows = effective_rows(SEEDS, table, ledger)
    rows["ES",]["market_code"] = "FR"
    write_workbook(tmp_path / "a.xlsx", [sheet_of(table, rows.values())])
    [sheet] = read_workbook(tmp_path / "a.xlsx")
    found = misfits(table, sheet, rows, {"country_market": rows})
    assert str(found[0]) == "country_market!C2: 'ES' has no row of its own in country_market.country_code"
    assert all("'ES'" in item.reason for item in found), "of all others the market is its own"


def test_a_table_that_is_not_there_is_refused() -> None:
    with pytest.raises(ReferenceDataError, match="no table weather"):
        named_tables(TABLES, ["weather"])
    assert [table.name for table in named_tables(TABLES, [])] == list(TABLES)


def test_a_change_is_taken_back_the_last_one_first(tmp_path: Path, ledger: Ledger) -> None:
    at_first = effective_rows(SEEDS, PEGS, ledger)
    assert peg(tmp_path / "a.xlsx", ledger, C2="3.67") == []
    assert peg(tmp_path / "a.xlsx", ledger, C2="3.68") == []
    first, second = (entry.entry_id for entry in ledger.read(Kind.REFERENCE_DATA))
    with pytest.raises(ReferenceDataError, match="changed again"):
        undo(ledger, first, "bea", "a slip")
    assert undo(ledger, second, "bea", "a slip").kind == "changed"
    undo(ledger, first, "bea", "a slip")
    assert effective_rows(SEEDS, PEGS, ledger) == at_first
    with pytest.raises(ReferenceDataError, match="stands"):
        undo(ledger, first, "bea", "again")
