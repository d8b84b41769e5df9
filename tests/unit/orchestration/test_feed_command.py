"""`feed` and `plan accept`: a name that is none is told as every error is, before anything is opened."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from orchestration.cli.app import app
from warehouse.errors import ConfigurationError

RUNNER = CliRunner()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["feed", "nope"], "NAME: there is no 'nope'. There are: purchase_orders, transfers, safety_stock."),
        (["feed", "transfer"], "Did you mean transfers? There are: "),
        (["plan", "accept", "make"], "KIND: there is no 'make'. There are: buy, transfer."),
    ],
)
def test_a_name_that_is_none_says_what_where_and_what_to_do(words: list[str], told: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        RUNNER.invoke(app, words, catch_exceptions=False)
    assert told in str(error.value)
