"""Writing the truth beside the extracts.

Belongs here: the files of the truth, and reading planted faults back when a company goes on. Not here: what is true
(the SQL and `oracle`).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import duckdb

from simulation.faults.planting import PLANTED_COLUMNS, Planted
from simulation.truth.oracle import expected_demand
from simulation.witnesses import hubspot, odoo, shopify
from simulation.world.build import Company
from simulation.world.calendar import DAY_SECONDS

FAULTS = "faults.csv"
_SQL = ("totals", "parties", "places", "causes", "joints", "numbers", "parcels", "told", "deposits", "unpaid", "open")
_FILES = {
    "totals.csv": "select * from true_total order by system, entity, date, currency_code",
    "numbers.parquet": "select * from true_number order by all",
    "sale_lines.parquet": "select * from true_sale_line order by all",
    "shipments.parquet": "select * from true_shipment order by all",
    "parcels.parquet": "select * from true_parcel order by all",
    "parties.parquet": "select * from true_party order by source_name, record_id",
    "products.parquet": "select * from true_product order by source_name, record_id",
    "places.parquet": "select * from true_place order by source_name, record_id",
    "households.parquet": "select * from true_household order by true_id",
    "demand.parquet": """select * exclude (day) from true_demand where day < {horizon}
        order by date, sku, market_code, channel_code""",
    "late_orders.csv": "select * from late_order order by source_name, date, order_number",
    "returns.parquet": "select * from true_return order by source_name, line_id, cause, date",
    "joints.csv": """select kind, cast(subject as varchar) as subject, source_name, document_number, date, money,
        currency_code from true_joint order by kind, subject, document_number""",
    "expected_demand.parquet": "select * from expected_demand order by week, sku, market_code",
    "told_lines.parquet": "select * from told_line order by line_id",
    "told_refunds.parquet": "select * from told_refund order by all",
    "deposits.parquet": "select * from true_deposit order by all",
    "told_unpaid.parquet": "select * from told_unpaid order by all",
    "booked_known.parquet": "select * from booked_known order by all",
    "purchases.parquet": "select * from true_purchase order by line_id",
    "production.parquet": "select * from true_production order by line_id",
    "recipes.parquet": "select * from true_recipe order by sku, fabric",
    "open_lines.parquet": "select * from true_open_line order by line_id",
    "minutes.parquet": "select * from true_minutes order by sku",
    "targets.csv": """select t.month, m.code as market_code, t.channel, decimals(t.amount, 2) as amount
        from target as t join market as m on m.id = t.market where happened(t.second) order by all""",
    "stock.parquet": "select * from true_stock order by place, sku",
    "sessions.parquet": """select day_of(s.day) as date, m.code as market_code, s.device, c.name as campaign,
        s.sessions, s.product_views, s.carts, s.checkouts
        from session_day as s join campaign as c on c.id = s.campaign join market as m on m.id = s.market
        where s.sessions > 0 and happened(second_of(s.day + 1, 6)) order by all""",
}
_KNOWN_EXTRACTS = 6
"""So many of the last extracts are asked what they told; each costs a look at every order."""
_BOOKED = """
    select date_at(getvariable('now') - 1) as told_on, source_name, market_code, currency_code, date, sum(net) as net
    from told_line
    where source_name <> 'erp' and not is_without_order and not is_cancelled and not is_test
    group by all"""


def write_truth(
    connection: duckdb.DuckDBPyConnection,
    company: Company,
    extracts: Sequence[int],
    planted: Sequence[Planted],
    folder: Path,
) -> list[Path]:
    """Write what is true of everything before the end of the last extract.

    Args:
        connection: The store, after every witness wrote.
        company: The company.
        extracts: Days before which the extracts end, in their order.
        planted: Faults that were planted.
        folder: The folder of the truth; made here.

    Returns:
        The files: `totals.csv`, `numbers.parquet`, `sale_lines.parquet`, `shipments.parquet`, `parcels.parquet`,
        `parties.parquet`, `products.parquet`, `places.parquet`, `households.parquet`, `demand.parquet`,
        `late_orders.csv`, `returns.parquet`, `joints.csv`, `expected_demand.parquet`, `told_lines.parquet`,
        `told_refunds.parquet`, `purchases.parquet`, `production.parquet`, `recipes.parquet`, `open_lines.parquet`,
        `minutes.parquet`, `targets.csv`, `stock.parquet`, `sessions.parquet`, `told_unpaid.parquet`,
        `deposits.parquet`, `booked_known.parquet`, `faults.csv`.
    """
    horizon = extracts[-1]
    folder.mkdir(parents=True)
    spoiled = _write_planted(folder / FAULTS, planted)
    connection.execute("set variable faults = $1", [str(spoiled)])
    _collect_known(connection, extracts[-_KNOWN_EXTRACTS:])
    for witness in (shopify.witnesses()[0], hubspot.witnesses()[0], odoo.witnesses()[1]):
        connection.execute(witness.prepare)
    for name in _SQL:
        connection.execute(_script(name))
    expected = expected_demand(connection, company, horizon)
    connection.register("expected_demand", expected)
    written = [_copy(connection, folder / name, select.format(horizon=horizon)) for name, select in _FILES.items()]
    connection.unregister("expected_demand")
    return [*written, spoiled]


def _collect_known(connection: duckdb.DuckDBPyConnection, extracts: Sequence[int]) -> None:
    """Put what the shops had told of sales by each extract into `booked_known`; the last one's time stays."""
    for turn, day in enumerate(extracts):
        connection.execute(f"set variable now = {day * DAY_SECONDS}")
        _collect_orders(connection)
        connection.execute(_script("told_lines"))
        target = "insert into booked_known" if turn else "create or replace temp table booked_known as"
        connection.execute(f"{target} {_BOOKED}")


def _script(name: str) -> str:
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")


def _collect_orders(connection: duckdb.DuckDBPyConnection) -> None:
    """Put what every shop tells of its orders into one table, `told_order`."""
    for turn, witness in enumerate(shopify.witnesses()):
        connection.execute(witness.prepare)
        select = f"select '{witness.name}' as source_name, {turn} as shop, order_fact.* from order_fact"
        connection.execute(
            f"{'insert into' if turn else 'create or replace temp table'} told_order {'' if turn else 'as'} {select}"
        )


def read_planted(folder: Path) -> list[Planted]:
    """Return the faults that a truth remembers."""
    with (folder / FAULTS).open(encoding="utf-8", newline="") as stream:
        return [Planted(**row) for row in csv.DictReader(stream)]


def _copy(connection: duckdb.DuckDBPyConnection, path: Path, select: str) -> Path:
    target = str(path).replace("'", "''")
    form = "format csv, header true" if path.suffix == ".csv" else "format parquet, compression zstd"
    connection.execute(f"copy ({select}) to '{target}' ({form})")
    return path


def _write_planted(path: Path, planted: Sequence[Planted]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(PLANTED_COLUMNS)
        writer.writerows([getattr(fault, name) for name in PLANTED_COLUMNS] for fault in planted)
    return path
