"""The command `period` closes a month with who and why, opens it again, and refuses what is no close."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ingestion.reference.periods import SEED, PeriodError, period_seed, standing_closes
from orchestration.cli.app import app
from warehouse.ledger import BUILD_KINDS, Kind, open_ledger
from warehouse.settings import load_settings

CONFIGURATION = """
[company]
name = "Tiny"
group_currency = "EUR"

[[source]]
name = "erp"
vendor = "odoo"
systems = ["erp"]
path = "erp"
"""
WHO = ("--reason", "signed", "--by", "Ada")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "entrepot.toml"
    file.write_text(CONFIGURATION, encoding="utf-8")
    return file


def said(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["period", *arguments, "--config", str(config)])


def test_a_month_is_closed_listed_and_opened_again(config: Path) -> None:
    ledger = open_ledger(load_settings(config))
    assert period_seed(ledger) == {}, "without a close the house's own seed stays"
    assert said(config, "close", "erp:1", "2024-12", "--known-until", "2025-01-05T12:00:00", *WHO).exit_code == 0
    assert period_seed(ledger)[SEED].decode().splitlines() == [
        "legal_entity_key,period_month,closed_at,closed_by,reason_text",
        "erp:1,2024-12-01,2025-01-05 12:00:00,Ada,signed",
    ]
    listed = said(config, "list").output
    assert "2024-12" in listed and "Ada" in listed and "signed" in listed
    assert Kind.PERIOD_CLOSE in BUILD_KINDS, "the next run builds again"
    assert said(config, "reopen", "erp:1", "2024-12", *WHO).exit_code == 0
    assert standing_closes(ledger) == []
    assert len(period_seed(ledger)[SEED].decode().splitlines()) == 1, "the seed tells that nothing is closed"
    assert "No month is closed" in said(config, "list").output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("close", "erp:1", "2024-13"), "is no month"),
        (("close", "erp:1", "2024-12", "--known-until", "2024-12-31T23:59:59"), "had not ended"),
        (("close", "erp:1", "2024-11"), "closed already"),
        (("reopen", "erp:1", "2024-10"), "is not closed"),
    ],
)
def test_what_is_no_close_is_refused(config: Path, arguments: tuple[str, ...], complaint: str) -> None:
    assert said(config, "close", "erp:1", "2024-11", *WHO).exit_code == 0
    error = said(config, *arguments, *WHO).exception
    assert isinstance(error, PeriodError) and complaint in str(error)
