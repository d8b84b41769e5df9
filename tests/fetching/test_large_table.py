"""Five million rows of a PostgreSQL land in not much more time than PostgreSQL takes to write them as text."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from types import ModuleType

import pytest

ROWS = 5_000_000
PAIRS = 3
SLOWEST_RATIO = 1.5
MOST_GIB = 2
CREATE = f"""
create table sale_order_line as
select i as id, i / 3 as order_id, i % 5000 as product_id, 'Article number ' || (i % 5000) as name,
       (1 + i % 5)::numeric as product_uom_qty, (i % 9000) / 100.0 as price_unit, 0::numeric as discount,
       ((i % 9000) * (1 + i % 5) / 100.0)::numeric(18, 4) as price_subtotal, (i % 9000) / 500.0 as price_tax,
       i % 7 as currency_id, 'sale' as state, timestamp '2024-01-01' + i * interval '10 second' as create_date,
       timestamp '2024-01-01' + i * interval '11 second' as write_date
from generate_series(1::bigint, {ROWS}) as i
"""
CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: large.sale_order_line
name: sale_order_line
version: 1.0.0
status: active
servers: [{server: files, type: local, path: "sale_order_line_*.csv", format: csv}]
schema:
  - name: sale_order_line
    physicalType: table
    properties:
      - {name: id, physicalType: BIGINT, required: true, primaryKey: true}
      - {name: order_id, physicalType: BIGINT, required: true}
      - {name: product_id, physicalType: BIGINT}
      - {name: name, physicalType: VARCHAR}
      - {name: product_uom_qty, physicalType: "DECIMAL(18,4)", required: true, tags: [quantity]}
      - {name: price_unit, physicalType: "DECIMAL(18,4)", tags: [amount]}
      - {name: discount, physicalType: "DECIMAL(18,4)"}
      - {name: price_subtotal, physicalType: "DECIMAL(18,4)", tags: [amount], required: true}
      - {name: price_tax, physicalType: "DECIMAL(18,4)", tags: [amount]}
      - {name: currency_id, physicalType: BIGINT}
      - {name: state, physicalType: VARCHAR}
      - {name: create_date, physicalType: TIMESTAMP}
      - {name: write_date, physicalType: TIMESTAMP, tags: [clock]}
"""
LAND = """
import sys, time
from pathlib import Path
from ingestion.extraction.fetching import fetch_or_note
from ingestion.gate.session import open_gate
from ingestion.intake.sources import plan_intake, take_in
from warehouse.settings import load_settings
settings = load_settings(Path(sys.argv[1]))
begun = time.monotonic()
fetch_or_note(settings, settings.sources[0], lambda text: None)
[plan] = plan_intake(settings)
with open_gate(settings) as connection:
    report = take_in(connection, settings, plan)
print(time.monotonic() - begun, sum(batch.row_count for batch in report.landed), *report.messages)
"""


@pytest.fixture(scope="module")
def server(postgres: ModuleType) -> Iterator[str]:
    """A PostgreSQL with the large table."""
    with postgres.running_postgres() as dsn:
        subprocess.run(["psql", dsn, "-q", "-c", CREATE, "-c", "analyze"], check=True)
        yield dsn


@pytest.mark.soak
def test_a_large_table_lands_as_fast_as_promised(server: str, tmp_path: Path) -> None:
    ratios = []
    for number in range(PAIRS):
        floor, landed = copied(server, tmp_path), land(server, tmp_path / str(number))
        ratios.append(landed / floor)
        sys.stderr.write(f"psql COPY {floor:.2f} s, landed {landed:.2f} s, ratio {landed / floor:.2f}\n")
    gib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    sys.stderr.write(f"median ratio {median(ratios):.2f}, at most {gib:.2f} GiB\n")
    assert gib <= MOST_GIB
    assert median(ratios) <= SLOWEST_RATIO


def copied(server: str, folder: Path) -> float:
    begun = time.monotonic()
    with (folder / "copy.txt").open("wb") as target:
        subprocess.run(["psql", server, "-c", "copy sale_order_line to stdout"], stdout=target, check=True)
    return time.monotonic() - begun


def land(server: str, folder: Path) -> float:
    """Land the table in a process of its own; return the seconds that fetching and gate took."""
    contracts = folder / "vendors" / "large" / "contracts"
    contracts.mkdir(parents=True)
    (contracts / "sale_order_line.yaml").write_text(CONTRACT, encoding="utf-8")
    config = folder / "entrepot.toml"
    head = '[company]\nname = "Large"\ngroup_currency = "EUR"\n[[source]]\nname = "erp"\nvendor = "large"\n'
    config.write_text(f'{head}systems = ["erp"]\ndsn = "${{LARGE_DSN}}"\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LAND, str(config)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "LARGE_DSN": server},
    )
    seconds, rows, *messages = done.stdout.split(maxsplit=2)
    assert (int(rows), messages) == (ROWS, [])
    return float(seconds)
