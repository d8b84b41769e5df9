"""A real Odoo read from its PostgreSQL, and one simulated ERP told in the shapes of versions 14 and 18, in one company.

The database holds the tables of an Odoo 14 demo company (`../shared/data/odoo14`); where they are not on this machine,
those of the simulation's old ERP stand in for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
from duckdb_extensions import import_extension

from ingestion.contract.document import load_vendor
from ingestion.extraction.fetching import fetch_or_note
from ingestion.gate.session import open_gate
from ingestion.intake.sources import take_in
from orchestration.purpose.landing import plan_landing
from simulation.loading import load_erps
from simulation.parameters import WorldParameters
from simulation.store import fill_store, open_store
from simulation.witnesses.odoo import NEW, witness_of
from simulation.witnesses.records import write_records
from simulation.witnesses.writing import LONG_AGO, Extract, Press
from simulation.world.books import keep_books
from simulation.world.build import found_company
from simulation.world.calendar import DAY_SECONDS, HISTORY_DAYS
from warehouse.settings import Settings, load_settings

SHAPES = {"shape14": 14, "shape18": 18}
SCHEMA = "odoo14"
READER = "reader"
TINY = 0.005
CONFIG = """
[company]
name = "Two shapes"
group_currency = "EUR"

[[source]]
name = "real"
vendor = "odoo"
systems = ["erp", "crm", "scm"]
dsn = "{dsn}"
[source.options]
schema = "odoo14"
"""
FILES = """
[[source]]
name = "{name}"
vendor = "odoo"
systems = ["erp"]
path = "extracts/{name}"
"""


@dataclass(frozen=True)
class Totals:
    """The same figures twice: by SQL on the system's own tables, and on canonical ones."""

    in_postgres: str
    in_warehouse: str


def _by_currency(table: str, amount: str, where: str) -> str:
    return f"""select currency.name, count(*), sum({amount}) from {SCHEMA}.{table} as doc
        join {SCHEMA}.res_currency as currency on currency.id = doc.currency_id where {where} group by 1"""


def _summed(entity: str, key: str, amount: str) -> str:
    return (
        f"select {key}, count(*), sum({amount}) from canonical.{entity} "
        "where source_name = 'real' and not is_deleted group by 1"
    )


TOTALS = {
    "orders": Totals(
        _by_currency(
            "sale_order",
            "amount_total",
            "state in ('sale', 'done', 'cancel') and (origin is null or origin not in ('shop_eu', 'shop_us'))",
        ),
        _summed("sales_order", "currency_code", "total_amount"),
    ),
    "purchase orders": Totals(
        _by_currency("purchase_order", "amount_total", "state in ('purchase', 'done', 'cancel')"),
        _summed("purchase_order", "currency_code", "total_amount"),
    ),
    "invoices": Totals(
        _by_currency(
            "account_move",
            "case when move_type like '%refund' then -amount_total else amount_total end",
            "move_type <> 'entry'",
        ),
        _summed("invoice", "currency_code", "total_amount"),
    ),
    "stock by location": Totals(
        f"""select place.complete_name, count(*), sum(quantity) from {SCHEMA}.stock_quant as quant
        join {SCHEMA}.stock_location as place on place.id = quant.location_id
        where place.usage in ('internal', 'transit') group by 1""",
        """select location_name, count(*), sum(on_hand_qty) from canonical.stock_snapshot
        join canonical.location using (source_name, location_id) where source_name = 'real' group by 1""",
    ),
    "stock of today by location": Totals(
        f"""select place.complete_name, 1, sum(quantity) from {SCHEMA}.stock_quant as quant
        join {SCHEMA}.stock_location as place on place.id = quant.location_id
        where place.usage in ('internal', 'transit') group by 1 having sum(quantity) <> 0""",
        """select location_name, 1, sum(closing_qty) from core.fct_stock_daily
        join core.dim_location using (location_key)
        where fct_stock_daily.source_name = 'real' and valid_to_date is null
        group by location_name having sum(closing_qty) <> 0""",
    ),
    "open receivables and payables": Totals(
        f"""select currency.name || ' ' || account.internal_type, count(*), sum(line.amount_residual_currency)
        from {SCHEMA}.account_move_line as line
        join {SCHEMA}.account_account as account on account.id = line.account_id
        join {SCHEMA}.res_currency as currency on currency.id = line.currency_id
        where line.parent_state = 'posted' and account.internal_type in ('receivable', 'payable')
            and line.amount_residual_currency <> 0 group by 1""",
        """select currency_code || ' ' || account_type, count(*),
            sum(case when account_type = 'payable' then -open_amount else open_amount end)
        from core.fct_open_item where source_name = 'real' and account_type in ('receivable', 'payable') group by 1""",
    ),
    "the trial balance": Totals(
        f"""select account.code, count(distinct date_trunc('month', line.date)), sum(debit) - sum(credit)
        from {SCHEMA}.account_move_line as line
        join {SCHEMA}.account_account as account on account.id = line.account_id
        where parent_state = 'posted' group by 1""",
        """select account_code, count(*) filter (where line_count > 0),
            max(closing_amount_local) filter (where period_month = latest)
        from (
            select *, max(period_month) over (partition by account_code) as latest
            from marts.mart_finance__trial_balance where legal_entity_key like 'real:%'
        ) group by 1""",
    ),
    "journals": Totals(
        f"""select journal.code || ' ' || to_char(line.date, 'YYYY-MM'), count(*), sum(debit)
        from {SCHEMA}.account_move_line as line
        join {SCHEMA}.account_journal as journal on journal.id = line.journal_id
        where parent_state = 'posted' group by 1""",
        """select journal_code || ' ' || strftime(posting_date, '%Y-%m'), count(*),
            sum(greatest(journal_amount_local, 0))
        from core.fct_journal_line where source_name = 'real' group by 1""",
    ),
    "the ledger by account": Totals(
        f"""select account.code, count(*), sum(balance) from {SCHEMA}.account_move_line as line
        join {SCHEMA}.account_account as account on account.id = line.account_id
        where parent_state = 'posted' group by 1""",
        _summed("journal_line", "account_code", "local_amount"),
    ),
}

BILL = f"""
    select chosen.variant as assembly, line.product_id as component, line.product_qty / chosen.batch as quantity
    from (
        select distinct on (variant.id) variant.id as variant, bill.id as bill, bill.product_qty as batch
        from {SCHEMA}.product_product as variant
        join {SCHEMA}.mrp_bom as bill on bill.active and (cast(bill.product_id as integer) = variant.id
            or (bill.product_id is null and bill.product_tmpl_id = variant.product_tmpl_id))
        order by variant.id, cast(to_jsonb(bill) ->> 'sequence' as integer), bill.product_id, bill.id
    ) as chosen join {SCHEMA}.mrp_bom_line as line on line.bom_id = chosen.bill"""
"""The components of each variant by the bill that Odoo takes: the first by sequence, then a variant's own."""


@dataclass(frozen=True)
class Story:
    """A fetch that landed, a row that was deleted in the database then, a run, and what the database said by then."""

    company: Settings
    run: Any
    landed: list[str]
    in_postgres: dict[str, list[tuple[Any, ...]]]
    archived: list[int]
    deleted: int
    bills: list[tuple[Any, ...]]


def tell(
    entrepot: Callable[..., Any],
    new_folder: Callable[[str], Path],
    postgres: ModuleType,
    odoo_import: ModuleType,
    bills: ModuleType,
    house: Path,
    demo: Settings,
) -> Story:
    """Fill the database, write the two shapes, land what is there; delete an order line in the database, and run."""
    folder = new_folder("odoo")
    write_shapes(folder)
    with postgres.running_postgres() as dsn, opened(dsn) as erp:
        config = folder / "entrepot.toml"
        reader = CONFIG.format(dsn=dsn.replace("user=entrepot", f"user={READER}"))
        config.write_text(reader + "".join(FILES.format(name=name) for name in SHAPES), encoding="utf-8")
        company = load_settings(config)
        fill(erp, dsn, house.parent / "shared" / "data" / "odoo14", demo)
        admit_reader(erp, house / "docs" / "how-to" / "vendors" / "odoo.md")
        odoo_import.archive_newest(erp, SCHEMA)
        landed = land(company)
        line = odoo_import.delete_newest_line(erp, SCHEMA)
        odoo_import.feed_twice(erp, folder, SCHEMA)
        in_postgres = {name: asked(erp, totals.in_postgres) for name, totals in TOTALS.items()}
        archived = [row[0] for row in asked(erp, f"select id from {SCHEMA}.res_partner where not active")]
        unfolded = asked(erp, bills.unfolded_sql(BILL))
        return Story(company, entrepot(company, "run"), landed, in_postgres, archived, line, unfolded)


def land(company: Settings) -> list[str]:
    """Fetch and land the tables of the database, as a run does that ends there; return their names."""
    [source] = [source for source in company.sources if source.name == "real"]
    fetch_or_note(company, source, lambda text: None)
    [plan] = [plan for plan in plan_landing(company) if plan.source.name == "real"]
    with open_gate(company) as connection:
        report = take_in(connection, company, plan)
    assert report.status == "current", report.messages
    return [batch.table_name for batch in report.landed]


def write_shapes(folder: Path) -> None:
    """Write one extract of the same ERP in the shape of each version."""
    parameters = WorldParameters(scale=TINY)
    company = found_company(parameters, HISTORY_DAYS)
    with open_store(folder / "world.duckdb") as store:
        store.execute("set variable joints = 0")
        fill_store(store, company, lambda text: None)
        write_records(store, parameters, company.until)
        keep_books(store, lambda text: None)
        press = Press(store, folder / "extracts")
        for name, number in SHAPES.items():
            press.write(
                witness_of(replace(NEW, source=name, number=number)), Extract(LONG_AGO, HISTORY_DAYS * DAY_SECONDS)
            )


@contextmanager
def opened(dsn: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that writes to the database."""
    with duckdb.connect() as connection:
        import_extension("postgres_scanner", con=connection)
        connection.execute(f"attach '{dsn}' as erp (type postgres)")
        yield connection


def fill(erp: duckdb.DuckDBPyConnection, dsn: str, real: Path, demo: Settings) -> None:
    """Create the tables of the real Odoo with the types that it has for them."""
    if not real.is_dir():
        load_erps(demo.data_dir, dsn, lambda text: None)
        return
    erp.execute(f"call postgres_execute('erp', 'create schema {SCHEMA}')")
    texts = {
        name
        for table in load_vendor("odoo", demo)
        for column in table.columns
        if column.duckdb_type == "VARCHAR"
        for name in column.physical_names
    }
    for path in sorted(real.glob("*.csv")):
        scan = f"read_csv('{path}', header = true"
        kinds = erp.execute(f"describe select * from {scan}, sample_size = -1)").fetchall()
        typed = ", ".join(f'"{name}" {_type_of(name, kind, texts)}' for name, kind, *_ in kinds)
        erp.execute(f"call postgres_execute('erp', 'create table {SCHEMA}.{path.stem} ({typed}, primary key (id))')")
        erp.execute("call pg_clear_cache()")
        erp.execute(f"insert into erp.{SCHEMA}.{path.stem} select * from {scan}, all_varchar = true)")


def admit_reader(erp: duckdb.DuckDBPyConnection, page: Path) -> None:
    """Make the role that may only read, by the statements of the vendor's page."""
    [statements] = re.findall(r"```sql\n(.+?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    names = {"role entrepot": f"role {READER}", "to entrepot": f"to {READER}", "database prod": "database postgres"}
    for there, here in {**names, "schema public": f"schema {SCHEMA}", "public.": f"{SCHEMA}."}.items():
        assert there in statements
        statements = statements.replace(there, here)
    erp.execute("call postgres_execute('erp', $1)", [statements])


def _type_of(name: str, kind: str, texts: set[str]) -> str:
    known = {"BIGINT": "integer", "DOUBLE": "numeric", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "timestamp"}
    return known.get(kind, "varchar") if name not in texts or kind == "DATE" else "varchar"


def asked(erp: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    """The answer of PostgreSQL itself, numbers rounded to what the warehouse keeps."""
    rows = erp.execute("select * from postgres_query('erp', $1)", [sql]).fetchall()
    return sorted(
        tuple(round(float(value), 4) if index == 2 else value for index, value in enumerate(row)) for row in rows
    )


def looked_up(company: Settings, sql: str) -> list[tuple[Any, ...]]:
    """The answer of the warehouse."""
    with duckdb.connect(str(company.work_dir / "warehouse.duckdb"), read_only=True) as warehouse:
        rows = warehouse.execute(sql).fetchall()
    return sorted(
        tuple(round(float(value), 4) if index == 2 else value for index, value in enumerate(row)) for row in rows
    )


def test_the_real_odoo_runs_to_a_release(story: Story) -> None:
    assert {"sale_order", "crm_lead", "stock_quant", "mrp_workorder"} & set(story.landed)
    assert story.run.returncode == 0, story.run.stdout + story.run.stderr


@pytest.mark.parametrize("name", sorted(TOTALS))
def test_totals_are_those_of_the_database(story: Story, name: str) -> None:
    assert story.in_postgres[name]
    assert looked_up(story.company, TOTALS[name].in_warehouse) == story.in_postgres[name]


def test_archived_rows_are_kept_with_a_flag(story: Story) -> None:
    assert story.archived
    kept = "select partner_id from base.base_odoo__res_partner where source_name = 'real' and not is_active order by 1"
    assert [row[0] for row in looked_up(story.company, kept)] == sorted(story.archived)


def test_a_row_that_was_deleted_is_flagged_on_the_next_run(story: Story) -> None:
    assert "purchase_order_line" in story.landed
    flagged = (
        "select purchase_order_line_id, is_deleted from canonical.purchase_order_line "
        f"where source_name = 'real' and (is_deleted or purchase_order_line_id = '{story.deleted}')"
    )
    assert looked_up(story.company, flagged) == [(str(story.deleted), True)]


def test_the_shapes_of_14_and_18_give_equal_tables(story: Story, shapes_of_odoo: ModuleType) -> None:
    found = shapes_of_odoo.compare_shapes(story.company, tuple(SHAPES))
    facts = {"fct_purchase_order_line", "fct_order_line", "fct_invoice_line", "fct_receipt_line", "xref_customer"}
    assert {f"core.{table}" for table in facts} <= set(found)
    assert {"canonical.invoice", "canonical.journal_line", "canonical.stock_snapshot"} <= set(found)
    assert {table: rows for table, rows in found.items() if rows} == {}


def test_the_two_shapes_are_not_one(story: Story) -> None:
    header = {
        name: (story.company.config_file.parent / "extracts" / name / "account_account_2025-12-31.csv")
        .read_text(encoding="utf-8")
        .splitlines()[0]
        for name in SHAPES
    }
    assert "code_store" in header["shape18"]
    assert "code_store" not in header["shape14"]


def test_a_feed_that_was_imported_twice_comes_back_once(story: Story, odoo_import: ModuleType) -> None:
    assert looked_up(story.company, odoo_import.COMES_BACK) == odoo_import.FED


def test_bills_of_material_explode_as_a_recursive_query_in_the_database_does(story: Story, bills: ModuleType) -> None:
    wanted = {(top, item): round(units, 3) for top, item, units in story.bills}
    assert len(wanted) > 10
    assert bills.exploded(story.company, "real") == wanted
