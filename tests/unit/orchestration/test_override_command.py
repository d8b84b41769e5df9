"""The command `identity override` takes down what a person says, and refuses what names no record or no value."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from identity.decisions.overrides import OverrideError, standing_overrides
from orchestration.cli.app import app
from warehouse.ledger import open_ledger
from warehouse.settings import load_settings

CONFIGURATION = """
[company]
name = "Tiny"
group_currency = "EUR"

[[source]]
name = "crm"
vendor = "hubspot"
systems = ["crm"]
path = "crm"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "entrepot.toml"
    file.write_text(CONFIGURATION, encoding="utf-8")
    return file


def said(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["identity", *arguments, "--config", str(config)])


def test_an_override_is_taken_down_listed_and_taken_back(config: Path) -> None:
    ledger = open_ledger(load_settings(config))
    taken = said(config, "override", "crm:contact:12", "full_name", "Anne", "--reason", "she said so", "--by", "Ada")
    assert taken.exit_code == 0 and "full_name of crm:contact:12 is Anne." in taken.output
    [found] = standing_overrides(ledger)
    assert (found.field.record_id, found.value, found.actor, found.reason) == (
        "contact:12",
        "Anne",
        "Ada",
        "she said so",
    )
    assert "Anne" in said(config, "overrides").output
    undone = said(config, "override", "crm:contact:12", "full_name", "--undo", "--reason", "my mistake", "--by", "Ada")
    assert undone.exit_code == 0 and "No longer" in undone.output
    assert standing_overrides(ledger) == []
    assert "Nobody has overridden a field." in said(config, "overrides").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["crm", "full_name", "Anne"], "names no record"),
        (["crm:1", "full_name"], "no VALUE"),
        (["crm:1", "colour", "red"], "no golden field"),
        (["crm:1", "full_name", "--undo"], "nobody has overridden"),
    ],
)
def test_what_cannot_be_taken_is_refused(config: Path, arguments: list[str], words: str) -> None:
    result = said(config, "override", *arguments, "--reason", "because", "--by", "Ada")
    assert isinstance(result.exception, OverrideError)
    assert words in str(result.exception)
