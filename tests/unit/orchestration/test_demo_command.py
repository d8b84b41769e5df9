"""The command `demo` refuses wishes that it could not keep, before it writes anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli.app import app
from warehouse.errors import ConfigurationError


@pytest.mark.parametrize(
    "option", [("--scale", "2"), ("--seed", "1"), ("--faults", "0"), ("--joints", "0"), ("--world", "judge_1")]
)
def test_a_company_that_lives_on_cannot_become_another(tmp_path: Path, option: tuple[str, str]) -> None:
    config = tmp_path / "entrepot.toml"
    result = CliRunner().invoke(app, ["demo", "--days", "3", *option, "--config", str(config)])
    assert isinstance(result.exception, ConfigurationError)
    assert option[0] in str(result.exception)
    assert not config.exists()
