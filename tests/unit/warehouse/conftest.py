"""A small work warehouse and what is needed to publish it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from warehouse.connections import open_writer
from warehouse.ledger import Ledger
from warehouse.releases import Candidate, Release, ReleaseFacts, audit, build_candidate, publish, verify
from warehouse.settings import CompanySettings, Settings

MakeWork = Callable[[int], None]
MakeRelease = Callable[[int], Release]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return _settings(tmp_path)


@pytest.fixture
def ledger(settings: Settings) -> Ledger:
    return Ledger(settings.ledger_url)


@pytest.fixture
def make_work(settings: Settings) -> MakeWork:
    """Write a work warehouse whose every table carries one generation number."""
    return lambda generation: _make_work(settings, generation)


@pytest.fixture
def facts() -> Callable[[int], ReleaseFacts]:
    return _facts


@pytest.fixture
def make_candidate(settings: Settings) -> Callable[[int], Candidate]:
    return lambda generation: _make_candidate(settings, generation)


@pytest.fixture
def make_release(settings: Settings) -> MakeRelease:
    return lambda generation: _make_release(settings, generation)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a warehouse with the releases of generations 1 and 2, only to be read."""
    settings = _settings(tmp_path_factory.mktemp("published"))
    for generation in (1, 2):
        _make_release(settings, generation)
    return settings


def _settings(folder: Path) -> Settings:
    company = CompanySettings(name="Test", group_currency="EUR")
    return Settings(config_file=folder / "entrepot.toml", company=company, data_dir=folder / "data")


def _make_work(settings: Settings, generation: int) -> None:
    tables = {
        "core.fct_order_line": f"select 'shop:' || range as order_line_key, {generation} as generation, "
        "cast(cast(range as decimal(18, 4)) / 4 as decimal(18, 4)) as net_amount_group from range(20000)",
        "marts.mart_sales__kpi_daily": "select date '2025-01-01' + range::integer as order_date, "
        f"{generation} as generation from range(100)",
        "personal.customer_identity": "select 'c1' as customer_key, 'a@b.example' as email",
        "canonical.hidden": "select 1 as secret",
    }
    with open_writer(settings) as connection:
        for name, select in tables.items():
            connection.execute(f"create schema if not exists {name.split('.')[0]}")
            connection.execute(f"create or replace table {name} as {select}")


def _facts(generation: int) -> ReleaseFacts:
    return ReleaseFacts(
        as_of=date(2025, 12, 31), batches=(f"batch-{generation}",), ledger_high_water=0, code_hash="code"
    )


def _make_candidate(settings: Settings, generation: int) -> Candidate:
    _make_work(settings, generation)
    return build_candidate(settings, _facts(generation))


def _make_release(settings: Settings, generation: int) -> Release:
    return publish(settings, audit(verify(_make_candidate(settings, generation)), lambda connection: []))
