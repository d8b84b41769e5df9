"""Every command that writes a person's word down asks for the reason in the same way."""

from __future__ import annotations

import inspect

import pytest

from orchestration.cli import identity_desk, identity_model, identity_review, overriding
from orchestration.cli.console import Why, reason_of
from warehouse.errors import ConfigurationError

COMMANDS = (
    identity_desk.explain,
    identity_desk.merge,
    identity_desk.split,
    identity_desk.undo,
    identity_review.accept,
    identity_review.reject,
    identity_review.confirm,
    identity_model.approve,
    overriding.override_field,
)


@pytest.mark.parametrize("given", [None, "", "  "])
def test_without_a_reason_and_without_a_terminal_nothing_is_written(given: str | None) -> None:
    with pytest.raises(ConfigurationError, match="there is no reason"):
        reason_of(given)
    assert reason_of(" told by phone ") == "told by phone"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_the_reason_is_the_same_option_everywhere(command: object) -> None:
    signature = inspect.signature(command, eval_str=True)  # type: ignore[arg-type]
    assert signature.parameters["reason"].annotation == Why
    assert signature.parameters["reason"].default is None
