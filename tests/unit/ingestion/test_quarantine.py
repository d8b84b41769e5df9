"""Refused rows wait until their source sends them in order, or a person mends or dismisses them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.document import SourceTable, load_vendor
from ingestion.intake.sources import plan_intake, take_in
from ingestion.landing.batches import Batch, find_batch, list_batches, revoke
from ingestion.quarantine.mending import Correction, faults_of, read_corrections, record, replay
from ingestion.quarantine.rows import write_quarantine
from warehouse.errors import EntrepotError
from warehouse.ledger import Ledger, open_ledger
from warehouse.settings import Settings

Table = Callable[..., SourceTable]
HEADER = "id,amount,currency,paid_at,method,score\n"
GOOD = "p1,10.50,EUR,2025-01-01T10:00:00Z,card,3\n"
BAD = "p2,twelve,EUR,2025-01-02T10:00:00Z,card,1\n"
KEYLESS = ",3.00,EUR,2025-01-02T10:00:00Z,card,1\n"


class Till:
    """A source whose files are written, taken in and looked at."""

    def __init__(self, gate: duckdb.DuckDBPyConnection, settings: Settings, folder: Path, ending: str = "csv") -> None:
        self.gate, self.settings, self.folder, self.ending = gate, settings, folder, ending
        self.ledger: Ledger = open_ledger(settings)

    @property
    def tables(self) -> list[SourceTable]:
        return load_vendor("tiny", self.settings)

    def send(self, day: str, text: str) -> Batch:
        """Write a file of a day and take it in."""
        (self.folder / f"payments_{day}.{self.ending}").write_text(text, encoding="utf-8")
        [prepared] = take_in(self.gate, self.settings, plan_intake(self.settings)[0]).landed
        return find_batch(list_batches(self.settings), prepared.batch_id)

    def decide(self, batch: Batch, row: int, decision: str, **values: str | None) -> None:
        record(self.ledger, batch.batch_id, row, decision, values=values, actor="steward", reason="seen on paper")

    def replay(self) -> list[Batch]:
        source = self.settings.sources[0]
        return replay(self.gate, self.settings, source, self.tables, read_corrections(self.ledger))

    def states(self) -> list[tuple[object, ...]]:
        batches, corrections = list_batches(self.settings), read_corrections(self.ledger)
        write_quarantine(self.gate, "refused_row", self.tables, batches, corrections)
        return self.gate.execute("select row_number, row_key, state from refused_row order by all").fetchall()

    def mended(self) -> list[tuple[object, ...]]:
        [batch] = [batch for batch in list_batches(self.settings) if batch.mended_from]
        return self.gate.execute(f"select payment_id, amount, _faults from '{batch.data}' order by all").fetchall()


@pytest.fixture
def till(gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_table: Table) -> Till:
    write_table()
    return Till(gate, settings, extract_dir)


def test_a_refused_row_waits_with_its_money(till: Till) -> None:
    batch = till.send("2025-01-31", HEADER + GOOD + "p2,5.00,Euro,2025-01-02T10:00:00Z,card,1\n")
    write_quarantine(till.gate, "refused_row", till.tables, [batch], [])
    found = till.gate.execute("select rule_name, money_amount, state from refused_row").fetchall()
    assert found == [("currency:unreadable", Decimal("5.0000"), "open")]


def test_a_row_that_is_sent_again_in_order_leaves_by_itself(till: Till) -> None:
    till.send("2025-01-31", HEADER + GOOD + BAD)
    assert till.states() == [(2, "p2", "open")]
    till.send("2025-02-28", HEADER + BAD.replace("twelve", "12.00"))
    assert till.states() == [(2, "p2", "resent")]


def test_an_older_file_that_arrives_late_does_not_heal_a_newer_row(till: Till) -> None:
    till.send("2025-02-28", HEADER + BAD)
    till.send("2025-01-31", HEADER + BAD.replace("twelve", "11.00"))
    assert till.states() == [(1, "p2", "open")]


def test_a_mended_row_lands_once_and_waits_no_more(till: Till) -> None:
    batch = till.send("2025-01-31", HEADER + GOOD + BAD)
    till.decide(batch, 2, "mend", amount="12.00")
    assert till.states() == [(2, "p2", "open")]
    assert [item.row_count for item in till.replay()] == [1]
    assert till.replay() == []
    assert till.mended() == [("p2", Decimal("12.0000"), None)]
    assert till.states() == [(2, "p2", "mended")]


def test_a_mended_row_that_is_named_by_its_place_keeps_its_place(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_table: Table
) -> None:
    write_table(replace=("name: payment_id, physicalName: id", "name: payment_id, physicalName: _row_number"))
    till = Till(gate, settings, extract_dir)
    batch = till.send("2025-01-02", HEADER + GOOD + GOOD + BAD)
    till.decide(batch, 3, "mend", amount="12.00")
    till.replay()
    assert till.mended() == [("3", Decimal("12.0000"), None)]


def test_a_row_without_key_gets_one(till: Till) -> None:
    batch = till.send("2025-01-31", HEADER + GOOD + KEYLESS)
    till.decide(batch, 2, "mend", payment_id="p9")
    till.replay()
    assert till.mended() == [("p9", Decimal("3.0000"), None)]
    assert till.states() == [(2, None, "mended")]


def test_a_mended_batch_stands_behind_its_batch_and_before_later_ones(till: Till) -> None:
    batch = till.send("2025-01-31", HEADER + GOOD + BAD)
    later = till.send("2025-02-28", HEADER + BAD.replace("twelve", "13.00"))
    till.decide(batch, 2, "mend", amount="12.00")
    [mended] = till.replay()
    assert batch.order < mended.order < later.order


def test_a_second_correction_takes_the_place_of_the_first(till: Till) -> None:
    batch = till.send("2025-01-31", HEADER + GOOD + BAD)
    till.decide(batch, 2, "mend", amount="12.00")
    till.replay()
    till.decide(batch, 2, "mend", amount="21.00")
    till.replay()
    assert till.mended() == [("p2", Decimal("21.0000"), None)]


def test_a_reopened_row_waits_again_and_its_correction_is_gone(till: Till) -> None:
    batch = till.send("2025-01-31", HEADER + GOOD + BAD)
    till.decide(batch, 2, "mend", amount="12.00")
    till.replay()
    till.decide(batch, 2, "reopen")
    till.replay()
    assert till.states() == [(2, "p2", "open")]
    assert [item.batch_id for item in list_batches(till.settings)] == [batch.batch_id]


def test_a_dismissed_row_waits_no_more_and_never_lands(till: Till) -> None:
    batch = till.send("2025-01-31", HEADER + GOOD + BAD)
    till.decide(batch, 2, "dismiss")
    assert till.replay() == []
    assert till.states() == [(2, "p2", "dismissed")]


def test_corrections_go_with_a_revoked_batch(till: Till) -> None:
    batch = till.send("2025-01-31", HEADER + GOOD + BAD)
    till.decide(batch, 2, "mend", amount="12.00")
    till.replay()
    revoke(till.settings, batch.batch_id)
    till.replay()
    assert list_batches(till.settings) == []


def test_a_correction_that_is_no_better_is_named(till: Till, tmp_path: Path) -> None:
    batch = till.send("2025-01-31", HEADER + GOOD + BAD)
    correction = Correction(batch.batch_id, 2, {"amount": "a dozen"}, is_dismissal=False)
    assert faults_of(till.gate, till.tables[0], batch, correction, tmp_path) == "amount:unreadable"


@pytest.mark.parametrize(
    ("row", "values", "message"),
    [(7, {"amount": "1"}, "no refused row 7"), (2, {"total": "1"}, "no column 'total'")],
)
def test_a_correction_of_nothing_is_refused(
    till: Till, tmp_path: Path, row: int, values: dict[str, str | None], message: str
) -> None:
    batch = till.send("2025-01-31", HEADER + GOOD + BAD)
    with pytest.raises(EntrepotError, match=message):
        faults_of(till.gate, till.tables[0], batch, Correction(batch.batch_id, row, values, False), tmp_path)


def test_a_line_of_json_is_mended_too(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_table: Table
) -> None:
    write_table("jsonl")
    till = Till(gate, settings, extract_dir, "jsonl")
    line = '{"id": "p%d", "amount": "%s", "currency": "EUR", "paid_at": null, "method": null, "score": 3}\n'
    batch = till.send("2025-01-31", line % (1, "1.00") + line % (2, "twelve"))
    till.decide(batch, 2, "mend", amount="12.00")
    till.replay()
    assert till.mended() == [("p2", Decimal("12.0000"), None)]
