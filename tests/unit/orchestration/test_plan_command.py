"""`plan scenario`: what it refuses before it looks at anything large."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli.app import app
from warehouse.errors import EntrepotError

RUNNER = CliRunner()


@pytest.fixture
def company(tmp_path: Path) -> Path:
    config = tmp_path / "entrepot.toml"
    config.write_text('[company]\nname = "A"\ngroup_currency = "EUR"\n', encoding="utf-8")
    return config


def ask(company: Path, *words: str) -> None:
    RUNNER.invoke(app, ["plan", "scenario", *words, "--config", str(company)], catch_exceptions=False)


def test_without_a_run_there_is_no_plan(company: Path) -> None:
    with pytest.raises(EntrepotError, match="there is no plan yet"):
        ask(company, "--lead-time", "7")


def test_a_condition_must_be_one_and_a_supplier_must_be_known(company: Path) -> None:
    (company.parent / "data" / "work").mkdir(parents=True)
    with duckdb.connect(str(company.parent / "data" / "work" / "warehouse.duckdb")) as warehouse:
        warehouse.execute("""
            create schema core;
            create table core.dim_supplier as from (values ('1', 'Mill'), ('2', 'MILL'), ('3', 'Dye works'))
                as t(supplier_key, supplier_name)""")
    with pytest.raises(EntrepotError, match="nothing is different"):
        ask(company)
    with pytest.raises(EntrepotError, match="no supplier is called 'Weaver'"):
        ask(company, "--supplier-lost", "Weaver")
    with pytest.raises(EntrepotError, match="2 suppliers are called 'mill'"):
        ask(company, "--supplier-lost", "mill")
    with pytest.raises(EntrepotError, match="the last run made no plan"):
        ask(company, "--supplier-lost", "dye works")
