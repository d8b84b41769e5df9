"""A company whose releases are small, and servers that take its alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from ingestion.gate.session import open_gate
from ingestion.intake.sources import plan_intake, take_in
from warehouse.connections import open_writer
from warehouse.releases import Release, ReleaseFacts, SourceFact, audit, build_candidate, publish, verify
from warehouse.settings import Settings, load_settings

if TYPE_CHECKING:
    from tests.receivers import Hook, Mailbox

SECRET = "s3cret-t0ken"
CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: tiny.payments
name: payments
version: 1.0.0
status: active
servers: [{server: files, type: local, path: "payments_*.csv", format: csv}]
schema:
  - name: payments
    physicalType: table
    dataGranularityDescription: One row per payment
    customProperties:
      - property: controls
        value: [{entity: payment, amount: amount, date: "cast(paid_at as date)", currency: currency}]
    properties:
      - {name: payment_id, physicalName: id, physicalType: VARCHAR, required: true, primaryKey: true}
      - {name: amount, physicalType: "DECIMAL(18,4)", required: true, tags: [amount]}
      - {name: currency, physicalType: VARCHAR, required: true, tags: [currency]}
      - {name: paid_at, physicalType: TIMESTAMP, tags: [clock]}
"""
CONFIGURATION = """
[company]
name = "Tiny & Sons"
group_currency = "EUR"

[[source]]
name = "till"
vendor = "tiny"
systems = ["storefront"]
path = "till"

[[source]]
name = "office"
vendor = "odoo"
systems = ["erp"]
path = "office"

[alerts]
webhooks = ["http://127.0.0.1:{hook}/services/${{HOOK_TOKEN}}"]

[alerts.email]
host = "127.0.0.1"
port = {mail}
security = "none"
from = "entrepot@example.com"
to = ["data@example.com", "it@example.com"]
"""


@pytest.fixture
def mailbox(receivers: ModuleType) -> Iterator[Mailbox]:
    """A mail server that is up."""
    box = receivers.Mailbox().up()
    yield box
    box.down()


@pytest.fixture
def hook(receivers: ModuleType) -> Iterator[Hook]:
    """A server of a webhook that is up."""
    found = receivers.Hook()
    yield found
    found.down()


@pytest.fixture
def company(tmp_path: Path, mailbox: Mailbox, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A company with two sources whose alerts go to both servers."""
    monkeypatch.setenv("HOOK_TOKEN", SECRET)
    config = tmp_path / "entrepot.toml"
    config.write_text(CONFIGURATION.format(hook=hook.port, mail=mailbox.port), encoding="utf-8")
    return load_settings(config)


@pytest.fixture
def release_with(company: Settings) -> Callable[..., Release]:
    """Publish a small release whose sources stand as they are told to, some hours ago."""

    def make(hours: float = 0.0, **statuses: str) -> Release:
        with open_writer(company) as connection:
            connection.execute("create schema if not exists core")
            connection.execute("create or replace table core.fct_order as select 1 as order_key")
        facts = ReleaseFacts(
            as_of=date(2025, 12, 31),
            batches=("batch",),
            ledger_high_water=0,
            code_hash="code",
            sources=tuple(_fact(name, statuses.get(name, "current")) for name in ("till", "office")),
        )
        moment = datetime.now(UTC) - timedelta(hours=hours)
        return publish(company, audit(verify(build_candidate(company, facts)), lambda connection: []), moment=moment)

    return make


def _fact(name: str, status: str) -> SourceFact:
    message = None if status == "current" else f"{name}.csv, line 7: it is broken."
    return SourceFact.model_validate({"source_name": name, "vendor": name, "status": status, "message": message})


@pytest.fixture
def write_till(company: Settings) -> Callable[[str], Settings]:
    """Write rows of the till into a file, beside its contract; return the company with that source alone."""

    def write(rows: str) -> Settings:
        contract = company.vendors_dir / "tiny" / "contracts" / "payments.yaml"
        contract.parent.mkdir(parents=True)
        contract.write_text(CONTRACT, encoding="utf-8")
        [till, _] = company.source
        till.path.mkdir()
        (till.path / "payments_2025-12-31.csv").write_text(f"id,amount,currency,paid_at\n{rows}", encoding="utf-8")
        return company.model_copy(update={"source": [till]})

    return write


@pytest.fixture
def land_refused(write_till: Callable[[str], Settings]) -> Callable[[str], None]:
    """Take rows of the till through the gate into landing."""

    def land(rows: str) -> None:
        settings = write_till(rows)
        [plan] = plan_intake(settings)
        with open_gate(settings) as connection:
            assert take_in(connection, settings, plan).status == "current"

    return land
