"""Completeness: the warehouse's totals are those of the extracts' bytes, and no changed row stays unseen."""

from __future__ import annotations

import ast
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from warehouse.settings import Settings

Ask = Callable[..., list[list[str]]]
Place = tuple[str, str, str | None, str | None]
Residuals = dict[Place, tuple[Decimal, int]]

# entity: key, day, amount, currency
MEASURES = {
    "sales_order": ("sales_order_id", "order_date", "total_amount", "currency_code"),
    "sales_order_line": ("sales_order_line_id", "order_date", "net_amount", "currency_code"),
    "refund_line": ("refund_line_id", "refund_date", "net_amount", "currency_code"),
    "payment": ("payment_id", "payment_date", "payment_amount", "currency_code"),
    "purchase_order": ("purchase_order_id", "order_date", "total_amount", "currency_code"),
    "purchase_order_line": ("purchase_order_line_id", "order_date", "net_amount", "currency_code"),
    "receipt_line": ("receipt_line_id", "receipt_date", "received_qty", None),
    "stock_snapshot": ("stock_snapshot_id", "snapshot_date", "on_hand_qty", None),
    "stock_movement": ("stock_movement_id", "movement_date", "moved_qty", None),
    "bill_of_material_line": ("bill_of_material_line_id", "valid_from_date", "component_qty", None),
    "invoice_line": ("invoice_line_id", "invoice_date", "net_amount", "currency_code"),
    "opportunity": ("opportunity_id", "created_date", "expected_amount", "currency_code"),
    "price": ("price_id", "valid_from_date", "price_amount", "currency_code"),
    "product_cost": ("product_cost_id", "valid_from_date", "unit_cost_amount", "currency_code"),
    "exchange_rate": ("exchange_rate_id", "rate_date", "exchange_rate", "from_currency_code"),
}
ROW_COUNT = 20
SEED = 20251231


@pytest.fixture(scope="module", params=["demo", "adventureworks"])
def company(request: pytest.FixtureRequest) -> Settings:
    settings: Settings = request.getfixturevalue(request.param)
    return settings


@pytest.fixture(scope="module")
def expected(
    company: Settings,
    totals_of_extracts: ModuleType,
    totals_of_adventureworks: ModuleType,
    totals_of_odoo: ModuleType,
) -> dict[tuple[str, str], dict[tuple[str, str], object]]:
    """The totals of the company's extracts, by plain Python."""
    folder = company.sources[0].path
    totals: dict[tuple[str, str], dict[tuple[str, str], object]]
    if company.sources[0].name.startswith("aw_"):
        totals = totals_of_adventureworks.company(folder, totals_of_extracts)
        return totals
    totals = totals_of_extracts.demo(folder.parent)
    for erp in ("erp_old", "erp"):
        totals |= totals_of_odoo.erp(folder.parent / erp, totals_of_extracts)
    return totals


def test_every_total_is_that_of_the_extracts_bytes(
    company: Settings, expected: dict[tuple[str, str], dict[tuple[str, str], object]], ask: Ask
) -> None:
    found: dict[tuple[str, str], dict[tuple[str, str], object]] = {}
    for source, entity, day, currency, rows, amount in ask(
        company,
        "select source_name, entity, control_date, currency_code, warehouse_row_count, warehouse_amount "
        "from mart_quality__completeness",
    ):
        found.setdefault((source, entity), {})[day, currency] = (int(rows), Decimal(amount))
    assert found == expected


def test_the_residual_is_zero_everywhere(company: Settings, ask: Ask) -> None:
    [[places, off, amount, rows]] = ask(
        company,
        "select count(*), count(*) filter (where residual_amount <> 0 or residual_row_count <> 0), "
        "sum(abs(residual_amount)), sum(abs(residual_row_count)) from mart_quality__completeness",
    )
    assert int(places) > 1000
    assert (off, Decimal(amount), rows) == ("0", Decimal(0), "0")


@pytest.mark.parametrize("oracle", ["totals_of_extracts.py", "totals_of_adventureworks.py", "totals_of_odoo.py"])
def test_the_oracle_imports_nothing_of_the_project(house: Path, oracle: str) -> None:
    tree = ast.parse((house / "tests" / "integration" / oracle).read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    packages = {path.parent.name for path in house.glob("*/__init__.py")}
    assert packages >= {"warehouse", "ingestion", "simulation"}
    assert {name.split(".")[0] for name in names} & packages == set()


@dataclass(frozen=True)
class CanonicalRow:
    """One row of a canonical table, and the total that it belongs to."""

    entity: str
    number: int
    place: Place
    amount: Decimal

    @property
    def table(self) -> str:
        return f"canonical.{self.entity}"


class Copy:
    """A copy of a work warehouse, where a change is judged by the models' own compiled SQL and then undone."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        models = settings.dbt_dir / "target" / "compiled" / "entrepot" / "models" / "canonical" / "quality"
        self.totals = (models / "int_quality__canonical_total.sql").read_text(encoding="utf-8")
        self.residuals = (models / "int_quality__completeness.sql").read_text(encoding="utf-8")
        self.connection = duckdb.connect(shutil.copy(settings.work_file, folder))
        self.connection.execute("set timezone = 'UTC'")

    def residuals_after(self, change: str) -> Residuals:
        """Change the canonical layer, see which totals are off and by how much, and undo the change."""
        self.connection.execute("begin")
        self.connection.execute(change)
        self.connection.execute(f"create or replace table canonical.int_quality__canonical_total as {self.totals}")
        found = self.connection.execute(
            "select source_name, entity, control_date::varchar, currency_code, residual_amount, residual_row_count "
            f"from ({self.residuals}) where residual_amount <> 0 or residual_row_count <> 0"
        ).fetchall()
        self.connection.execute("rollback")
        return {
            (source, entity, day, currency): (amount, rows) for source, entity, day, currency, amount, rows in found
        }

    def random_rows(self, chance: random.Random) -> list[CanonicalRow]:
        """Draw rows, spread over the entities that have any."""
        counts = {
            name: self.connection.sql(f"select count(*) from canonical.{name}").fetchall()[0][0] for name in MEASURES
        }
        entities = [name for name in MEASURES if counts[name]]
        chance.shuffle(entities)
        chosen = [entities[number % len(entities)] for number in range(ROW_COUNT)]
        return [self.row(entity, chance.randrange(counts[entity])) for entity in chosen]

    def row(self, entity: str, offset: int) -> CanonicalRow:
        """Read a row by its place in the order of source and key."""
        key, day, amount, currency = MEASURES[entity]
        found = self.connection.execute(
            f"select rowid, source_name, {day}::varchar, {currency or 'null'}, coalesce({amount}, 0)::decimal(18, 4) "
            f"from canonical.{entity} order by source_name, {key} limit 1 offset {offset}"
        ).fetchone()
        assert found
        number, source, date, code, money = found
        return CanonicalRow(entity, number, (source, entity, date, code), money)


@pytest.fixture(scope="module")
def copy(company: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    found = Copy(company, tmp_path_factory.mktemp("copy"))
    with found.connection:
        yield found


@pytest.fixture(scope="module")
def rows(copy: Copy) -> list[CanonicalRow]:
    found = copy.random_rows(random.Random(SEED))
    assert len(found) == ROW_COUNT
    assert len({row.entity for row in found}) >= 9
    return found


def test_an_unchanged_copy_is_complete(copy: Copy) -> None:
    assert copy.residuals_after("select 1") == {}


def test_deleting_a_row_shows_exactly_its_amount(copy: Copy, rows: list[CanonicalRow]) -> None:
    for row in rows:
        residuals = copy.residuals_after(f"delete from {row.table} where rowid = {row.number}")
        assert residuals == {row.place: (row.amount, 1)}, row


def test_doubling_a_row_shows_exactly_its_amount(copy: Copy, rows: list[CanonicalRow]) -> None:
    for row in rows:
        residuals = copy.residuals_after(
            f"insert into {row.table} select * from {row.table} where rowid = {row.number}"
        )
        assert residuals == {row.place: (-row.amount, -1)}, row


def test_altering_a_row_shows_exactly_the_difference(copy: Copy, rows: list[CanonicalRow]) -> None:
    chance = random.Random(SEED)
    for row in rows:
        difference = Decimal(chance.choice([-1, 1]) * chance.randrange(1, 10_000_000)).scaleb(-4)
        column = MEASURES[row.entity][2]
        residuals = copy.residuals_after(
            f"update {row.table} set {column} = {row.amount + difference} where rowid = {row.number}"
        )
        assert residuals == {row.place: (-difference, 0)}, row


def test_moving_a_row_to_another_day_shows_on_both(copy: Copy, rows: list[CanonicalRow]) -> None:
    for row in rows:
        source, entity, _, currency = row.place
        residuals = copy.residuals_after(
            f"update {row.table} set {MEASURES[entity][1]} = date '1999-12-31' where rowid = {row.number}"
        )
        elsewhere = (source, entity, "1999-12-31", currency)
        assert residuals == {row.place: (row.amount, 1), elsewhere: (-row.amount, -1)}, row
