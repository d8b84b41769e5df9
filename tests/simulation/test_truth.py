"""What the truth states equals what the files of a clean company say, and names every fault of a spoiled one."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from simulation.faults.files import FILE_FAULTS
from simulation.faults.rows import row_faults

OTHER_FAULTS = {"row_twice", "row_deleted", "day_late"}
SHOPS = ("shop_eu", "shop_us")
ORDERS = """
    select left(cast("createdAt" as varchar), 10) as date, "presentmentCurrencyCode" as currency_code,
        cast("totalPriceSet"."presentmentMoney".amount as decimal(38, 4)) as amount
    from shop where id like '%/Order/%'"""
PAYMENTS = """
    select left(cast("processedAt" as varchar), 10), "amountSet"."presentmentMoney"."currencyCode",
        case when kind = 'REFUND' then -1 else 1 end * cast("amountSet"."presentmentMoney".amount as decimal(38, 4))
    from shop where id like '%/OrderTransaction/%'"""
PURCHASES = """
    select left(o.date_order, 10), c.name, cast(l.price_subtotal as decimal(38, 4))
    from purchase_order_line as l
    join purchase_order as o on o.id = l.order_id
    join res_currency as c on c.id = l.currency_id"""


@pytest.fixture(scope="module")
def files(clean: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads the files of the clean company."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        yield connection


def stated(connection: duckdb.DuckDBPyConnection, folder: Path, system: str, entity: str) -> list[tuple[object, ...]]:
    return connection.execute(
        """select date, currency_code, row_count, cast(amount as decimal(38, 4)) from read_csv(?, all_varchar = true)
        where system = ? and entity = ? order by all""",
        [str(folder / "truth" / "totals.csv"), system, entity],
    ).fetchall()


def added_up(connection: duckdb.DuckDBPyConnection, rows: str) -> list[tuple[object, ...]]:
    return connection.execute(
        f"""select date, currency_code, cast(count(*) as varchar), sum(amount)
        from ({rows}) as rows(date, currency_code, amount) group by all order by all"""
    ).fetchall()


@pytest.mark.parametrize("shop", SHOPS)
@pytest.mark.parametrize(("entity", "rows"), [("sales_order", ORDERS), ("payment", PAYMENTS)])
def test_totals_of_the_shops(files: duckdb.DuckDBPyConnection, clean: Path, shop: str, entity: str, rows: str) -> None:
    extracts = str(clean / "extracts" / shop / "orders_*.jsonl")
    files.execute(
        f"""create or replace table shop as from read_json('{extracts}', union_by_name = true, filename = true)
        qualify row_number() over (partition by id order by filename desc) = 1"""
    )
    found = added_up(files, rows)
    assert found == stated(files, clean, shop, entity)
    assert len(found) > 100


def test_totals_of_purchases_over_both_erps(files: duckdb.DuckDBPyConnection, clean: Path) -> None:
    found: Counter[tuple[object, object]] = Counter()
    for erp in ("erp_old", "erp"):
        for table in ("purchase_order", "purchase_order_line", "res_currency"):
            files.execute(
                f"""create or replace table {table} as
                from read_csv('{clean / "extracts" / erp / table}_20*.csv', all_varchar = true, filename = true)
                qualify row_number() over (partition by id order by filename desc) = 1"""
            )
        found.update({(day, currency): amount for day, currency, _, amount in added_up(files, PURCHASES)})
    assert found == {(row[0], row[1]): row[3] for row in stated(files, clean, "erp", "purchase_order_line")}


def test_every_class_of_faults_is_planted_and_written_down(faulty: Path) -> None:
    with (faulty / "truth" / "faults.csv").open(encoding="utf-8", newline="") as stream:
        planted = Counter(row["fault"] for row in csv.DictReader(stream))
    classes = {fault.name for fault in row_faults()} | {fault.name for fault in FILE_FAULTS} | OTHER_FAULTS
    assert len(classes) >= 25
    assert classes - set(planted) <= {"time_in_the_double_hour", "unmarked_test_order"}
    assert set(planted) <= classes


def test_a_clean_company_has_neither_faults_nor_broken_joints(clean: Path, faulty: Path) -> None:
    for name in ("faults.csv", "joints.csv"):
        assert len((clean / "truth" / name).read_text(encoding="utf-8").splitlines()) == 1
        assert len((faulty / "truth" / name).read_text(encoding="utf-8").splitlines()) > 20


def test_demand_is_sold_or_lost_or_bought_otherwise(files: duckdb.DuckDBPyConnection, clean: Path) -> None:
    rows, wrong, lost = files.execute(
        "select count(*), count(*) filter (wanted <> sold + lost), sum(lost) from read_parquet(?)",
        [str(clean / "truth" / "demand.parquet")],
    ).fetchall()[0]
    assert (wrong, rows > 1_000, lost > 0) == (0, True, True)


def test_expected_demand_is_right_on_average(files: duckdb.DuckDBPyConnection, clean: Path) -> None:
    mean, wanted, weeks, inside = files.execute(
        """select sum(mean), sum(wanted), count(distinct week), avg(case when wanted <= "q0.9" then 1.0 else 0.0 end)
        from read_parquet(?)""",
        [str(clean / "truth" / "expected_demand.parquet")],
    ).fetchall()[0]
    assert weeks >= 12
    assert abs(mean / wanted - 1) < 0.35
    assert inside > 0.88


def test_every_broken_joint_names_the_document_that_tells_of_it(faulty: Path) -> None:
    with (faulty / "truth" / "joints.csv").open(encoding="utf-8", newline="") as stream:
        joints = list(csv.DictReader(stream))
    assert [row for row in joints if not row["document_number"] or not row["source_name"]] == []
    kinds = {row["kind"] for row in joints}
    assert {"order_missing_in_erp", "order_late_in_erp", "order_typed_by_hand", "sku_unmapped_in_erp"} <= kinds
