"""Rules over several rows: each finds the row that is planted for it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.contract.document import SourceTable, load_vendor
from ingestion.intake.sources import SourceReport, plan_intake, take_in
from ingestion.landing.batches import list_batches
from ingestion.quarantine.rows import write_quarantine
from ingestion.raw.control import write_run_facts
from ingestion.raw.loading import load_batches, prepare_raw
from ingestion.rules.frame import write_rules
from ingestion.rules.profile import write_profile
from ingestion.rules.scan import scan_tables
from warehouse.errors import ContractError, EntrepotError
from warehouse.exemptions import Exemption, allow, read_exemptions, take_back
from warehouse.ledger import Ledger
from warehouse.settings import Settings

HEAD = """
apiVersion: v3.1.0
kind: DataContract
id: tiny.{name}
name: {name}
version: 1.0.0
status: active
domain: sales
servers: [{{server: files, type: local, path: "{name}_*.csv", format: csv}}]
schema:
  - name: {name}
    physicalType: table
{rules}
    properties:
"""
ORDERS = """
      - {name: order_id, physicalType: VARCHAR, required: true, primaryKey: true}
      - {name: total_amount, physicalType: "DECIMAL(18,4)", required: true, tags: [amount]}
      - {name: is_test, physicalType: BOOLEAN}
"""
LINES = """
      - {name: line_id, physicalType: VARCHAR, required: true, primaryKey: true}
      - {name: order_id, physicalType: VARCHAR}
      - {name: sku, physicalType: VARCHAR}
      - {name: price, physicalType: "DECIMAL(18,4)", required: true, tags: [amount]}
      - {name: currency, physicalType: VARCHAR, required: true, tags: [currency]}
      - {name: buyer, physicalType: VARCHAR, classification: personal}
"""
RULE = """
      - name: {name}
        description: Why it is wrong.
        severity: {severity}
        implementation: {{column: {column}, {body}}}
"""
ORDER_ROWS = "order_id,total_amount,is_test\no1,100,false\no2,50,true\no3,oops,false\n"
LINE_HEADER = "line_id,order_id,sku,price,currency,buyer\n"
LINE_ROWS = LINE_HEADER + "l1,o1,a,20,EUR,Ann\nl2,o1,a,21,EUR,Bob\nl3,o2,a,19,EUR,Cy\nl4,,b,50,EUR,Dee\n"


def rule(name: str, column: str, body: str, severity: str = "warn") -> str:
    return RULE.format(name=name, column=column, body=body, severity=severity)


class Shop:
    """A source with orders and lines, whose rules are judged over what has landed."""

    def __init__(self, gate: duckdb.DuckDBPyConnection, settings: Settings, folder: Path) -> None:
        self.gate, self.settings, self.folder = gate, settings, folder
        self.warehouse = duckdb.connect()

    def declare(self, rules: str) -> None:
        folder = self.settings.vendors_dir / "tiny" / "contracts"
        folder.mkdir(parents=True, exist_ok=True)
        block = f"    quality:{rules}" if rules else ""
        (folder / "lines.yaml").write_text(HEAD.format(name="lines", rules=block) + LINES, encoding="utf-8")
        (folder / "orders.yaml").write_text(HEAD.format(name="orders", rules="") + ORDERS, encoding="utf-8")

    def send(self, lines: str, orders: str = ORDER_ROWS, day: str = "2025-01-31") -> None:
        (self.folder / f"orders_{day}.csv").write_text(orders, encoding="utf-8")
        (self.folder / f"lines_{day}.csv").write_text(lines, encoding="utf-8")

    def judge(self, *exemptions: Exemption, as_of: date = date(2025, 1, 31)) -> None:
        tables = load_vendor("tiny", self.settings)
        report = take_in(self.gate, self.settings, plan_intake(self.settings)[0])
        batches, connection = list_batches(self.settings), self.warehouse
        prepare_raw(connection, tables)
        load_batches(connection, tables, batches)
        self._make_base(tables)
        write_run_facts(connection, [SourceReport(report.source, "current")], batches, set())
        write_quarantine(connection, "run.quarantine", tables, batches, [])
        scan_tables(connection, tables)
        write_rules(connection, tables, exemptions, as_of)
        write_profile(connection, tables)

    def _make_base(self, tables: list[SourceTable]) -> None:
        """Stand in for dbt: the current row per key, canonical products and an empty comparison of totals."""
        self.warehouse.execute("create schema if not exists base; create schema if not exists canonical")
        self.warehouse.execute("create or replace table canonical.product_variant as select 'A' as sku")
        self.warehouse.execute(
            "create or replace table canonical.int_quality__completeness (source_name varchar, entity varchar, "
            "residual_amount decimal(38, 4), residual_row_count bigint)"
        )
        for table in tables:
            self.warehouse.execute(
                f"create or replace table base.{table.base_name} as select *, false as _is_deleted "
                f"from {table.raw_name} qualify row_number() over (partition by {', '.join(table.key)} "
                "order by _extracted_at desc) = 1"
            )

    def findings(self) -> list[tuple[Any, ...]]:
        return self.warehouse.execute("select row_key, column_name, rule_name from run.finding order by all").fetchall()

    def outcome(self, name: str) -> tuple[Any, ...] | None:
        return self.warehouse.execute(
            "select checked_count, failing_count, is_broken from run.rule where rule_name = ?", [name]
        ).fetchone()


@pytest.fixture
def shop(gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path) -> Iterator[Shop]:
    made = Shop(gate, settings, extract_dir)
    yield made
    made.warehouse.close()


OUTLIER = "outlier: {per: [sku, currency], factor: 10}"
ARTICLE = "refers: {entity: product_variant, column: sku}"
CASES = {
    "a line of no order": ("orphan", "order_id", "refers: {table: orders, column: order_id}", "l9,o7,a,20,EUR,Eve\n"),
    "an article nobody knows": ("foreign", "sku", ARTICLE, "l9,o1,x,20,EUR,Eve\n"),
    "a price of nothing": ("gift", "price", "broken: price = 0", "l9,o1,a,0,EUR,Eve\n"),
    "a price a hundred times the usual": ("odd", "price", OUTLIER, "l9,o1,a,2000,EUR,Eve\n"),
    "a price a hundredth of the usual": ("odd", "price", OUTLIER, "l9,o1,a,0.2,EUR,Eve\n"),
    "a line worth more than its order": (
        "big",
        "price",
        'broken: "exists (select 1 from {orders} as o where o.order_id = this.order_id and price > o.total_amount)"',
        "l9,o1,a,150,EUR,Eve\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_rule_finds_its_row_and_no_other(shop: Shop, case: str) -> None:
    name, column, body, row = CASES[case]
    shop.declare(rule(name, column, body))
    shop.send(LINE_ROWS.replace("l4,,b", "l4,,a") + row)
    shop.judge()
    assert shop.findings() == [("l9", column, name)]
    assert shop.outcome(name) == (5, 1, True)


@pytest.mark.parametrize("case", CASES)
def test_a_rule_is_silent_on_good_rows(shop: Shop, case: str) -> None:
    name, column, body, _ = CASES[case]
    shop.declare(rule(name, column, body))
    shop.send(LINE_ROWS.replace("l4,,b", "l4,,a"))
    shop.judge()
    assert shop.findings() == []
    assert shop.outcome(name) == (4, 0, False)


def test_a_line_of_a_refused_order_is_not_blamed(shop: Shop) -> None:
    shop.declare(rule("orphan", "order_id", "refers: {table: orders, column: order_id}"))
    shop.send(LINE_ROWS + "l9,o3,a,20,EUR,Eve\n")
    shop.judge()
    assert shop.findings() == []


def test_what_the_gate_refused_and_flagged_stands_in_the_same_frame(shop: Shop) -> None:
    shop.declare("")
    shop.send(LINE_ROWS, ORDER_ROWS + "o4,10,perhaps\n")
    shop.judge()
    assert shop.findings() == [("o4", "is_test", "unreadable")]
    rows = shop.warehouse.execute(
        "select column_name, severity, failing_count from run.rule where failing_count > 0 order by all"
    ).fetchall()
    assert rows == [("is_test", "warn", 1), ("total_amount", "error", 1)]


@pytest.mark.parametrize(
    ("count", "until", "is_broken"),
    [(1, date(2025, 6, 30), False), (0, date(2025, 6, 30), True), (1, date(2025, 1, 30), True)],
)
def test_an_exemption_holds_for_its_count_and_until_its_day(
    shop: Shop, count: int, until: date, is_broken: bool
) -> None:
    shop.declare(rule("gift", "price", "broken: price = 0"))
    shop.send(LINE_ROWS + "l9,o1,a,0,EUR,Eve\n")
    shop.judge(Exemption("till.lines.price.gift", count, until))
    assert shop.outcome("gift") == (5, 1, is_broken)


def test_an_extract_ten_times_smaller_than_usual_is_told(shop: Shop) -> None:
    shop.declare("")
    for day in range(1, 6):
        rows = "".join(f"l{day}-{number},o1,a,20,EUR,Ann\n" for number in range(30))
        shop.send(LINE_HEADER + rows, day=f"2025-02-0{day}")
    shop.judge()
    assert shop.outcome("unlike_usual_volume") == (30, 0, False)
    shop.send(LINE_HEADER + "l9,o1,a,20,EUR,Ann\n", day="2025-02-06")
    shop.judge()
    assert shop.outcome("unlike_usual_volume") == (1, 1, True)


def test_an_extract_without_any_row_after_one_with_rows_is_told(shop: Shop) -> None:
    shop.declare("")
    shop.send(LINE_ROWS)
    shop.judge()
    empty = "select is_broken from run.rule where rule_name = 'no_rows' and table_name = 'lines'"
    assert shop.warehouse.execute(empty).fetchall() == [(False,)]
    shop.send(LINE_HEADER, ORDER_ROWS.replace("100", "110"), day="2025-02-28")
    shop.judge()
    assert shop.warehouse.execute(empty).fetchall() == [(True,)]


def test_a_table_that_stays_away_is_told(shop: Shop) -> None:
    shop.declare("")
    for day in range(1, 6):
        shop.send(LINE_ROWS.replace("l1", f"m{day}"), ORDER_ROWS.replace("100", f"10{day}"), day=f"2025-02-0{day}")
    (shop.folder / "orders_2025-02-20.csv").write_text(ORDER_ROWS.replace("100", "120"), encoding="utf-8")
    shop.judge()
    late = shop.warehouse.execute("select table_name, is_broken from run.rule where rule_name = 'late' order by all")
    assert late.fetchall() == [("lines", True), ("orders", False)]


def test_a_profile_shows_ranges_but_nothing_of_keys_texts_and_persons(shop: Shop) -> None:
    shop.declare("")
    shop.send(LINE_ROWS)
    shop.judge()
    rows = shop.warehouse.execute(
        "select column_name, row_count, null_count, minimum, maximum from run.profile where table_name = 'lines'"
    ).fetchall()
    assert {row[0]: row[1:] for row in rows} == {
        "line_id": (4, 0, None, None),
        "order_id": (4, 1, None, None),
        "sku": (4, 0, None, None),
        "price": (4, 0, "19.0000", "50.0000"),
        "currency": (4, 0, None, None),
        "buyer": (4, 0, None, None),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (rule("gift", "price", "broken: price = 0").replace("Why it is wrong.", ""), "no description"),
        (rule("gift", "price", "allowed: 3"), "not exactly one of refers"),
        (rule("gift", "price", "broken: price = 0", severity="deadly"), "a severity"),
        (rule("gift", "price", "broken: price = 0") * 2, "stands twice"),
    ],
)
def test_a_rule_that_could_not_be_run_is_refused(shop: Shop, text: str, message: str) -> None:
    shop.declare(text)
    with pytest.raises(ContractError, match=message):
        load_vendor("tiny", shop.settings)


def test_an_allowance_that_is_taken_back_leaves_the_one_before_it(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    first, second = (Exemption("shop.orders.total.zero", count, date(2026, 12, 31)) for count in (5, 9))
    for exemption in (first, second):
        allow(ledger, exemption, "anna", "samples")
    assert read_exemptions(ledger) == [second]
    assert take_back(ledger, second.subject, "bea", "no samples") == second
    assert read_exemptions(ledger) == [first]
    take_back(ledger, second.subject, "bea", "nor those")
    assert read_exemptions(ledger) == []
    with pytest.raises(EntrepotError, match="nobody"):
        take_back(ledger, second.subject, "bea", "again")
