"""A vendor with one table of payments, read from wherever a test puts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from ingestion.extraction.fetching import fetch_or_note
from ingestion.gate.session import open_gate
from ingestion.intake.sources import SourceReport, plan_intake, take_in
from ingestion.landing.batches import list_batches
from warehouse.settings import Settings, load_settings

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: own.payments
name: payments
version: 1.0.0
status: active
servers: [{server: files, type: local, path: "payments_*.csv", format: csv}]
schema:
  - name: payments
    physicalName: payment
    physicalType: table
    dataGranularityDescription: One row per payment
    customProperties:
      - {property: cursor, value: changed_at}
      - {property: lookBackHours, value: 1}
      - {property: maxDeletedShare, value: 0.5}
    properties:
      - {name: payment_id, physicalName: id, physicalType: BIGINT, required: true, primaryKey: true}
      - {name: amount, physicalType: "DECIMAL(18,4)", required: true, tags: [amount]}
      - {name: currency_code, physicalName: currency, physicalType: VARCHAR, required: true, tags: [currency]}
      - {name: is_test, physicalType: BOOLEAN}
      - {name: note, physicalType: VARCHAR}
      - {name: changed_at, physicalType: TIMESTAMP, required: true, tags: [clock]}
"""
STAGING = """
select
    cast(payment_id as varchar) as payment_id,
    cast(null as varchar) as sales_order_id,
    'sale' as payment_type,
    'cash' as payment_method_code,
    'success' as payment_status,
    changed_at as paid_at,
    cast(changed_at as date) as payment_date,
    currency_code,
    amount as payment_amount,
    source_name,
    'own' as vendor,
    coalesce(changed_at, _extracted_at) as updated_at,
    _is_deleted as is_deleted,
    _batch_id as batch_id
from {{ ref('base_own__payments') }}
"""
Row = tuple[object, ...]


@dataclass(frozen=True)
class Company:
    """A configuration with one source that a run reads by itself."""

    settings: Settings

    def run(self) -> SourceReport:
        """Fetch and take in, as a run does."""
        source = self.settings.sources[0]
        fetch_or_note(self.settings, source, lambda text: None)
        [plan] = plan_intake(self.settings)
        with open_gate(self.settings) as connection:
            return take_in(connection, self.settings, plan)

    def landed(self, table: str = "payments") -> list[list[Row]]:
        """The rows of every batch of a table, oldest batch first, by key."""
        batches = [batch for batch in list_batches(self.settings) if batch.table_name == table]
        with duckdb.connect() as connection:
            sql = "select * exclude (_faults, _is_refused) from read_parquet(?) order by payment_id"
            return [connection.execute(sql, [str(batch.data)]).fetchall() for batch in batches]


MakeCompany = Callable[[str], Company]


@pytest.fixture
def company(tmp_path: Path) -> MakeCompany:
    """Write a configuration whose one source is reached as the text says."""

    def make(reached: str) -> Company:
        contracts = tmp_path / "vendors" / "own" / "contracts"
        contracts.mkdir(parents=True, exist_ok=True)
        (contracts / "payments.yaml").write_text(CONTRACT, encoding="utf-8")
        staging = contracts.with_name("staging")
        staging.mkdir(exist_ok=True)
        (staging / "stg_own__payment.sql").write_text(STAGING, encoding="utf-8")
        config = tmp_path / "entrepot.toml"
        head = '[company]\nname = "Own"\ngroup_currency = "EUR"\n\n[[source]]\nname = "till"\nvendor = "own"\n'
        config.write_text(f'{head}systems = ["storefront"]\n{reached}\n', encoding="utf-8")
        return Company(load_settings(config))

    return make
