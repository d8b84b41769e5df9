"""Every question answers in time on a release of ten million order lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.bench.answers import AIM, LINES, measured_answers
from warehouse.settings import load_settings

pytestmark = pytest.mark.soak


def test_each_question_answers_in_time_on_ten_million_order_lines(
    entrepot: Callable[..., Any], new_folder: Callable[[str], Path]
) -> None:
    folder = new_folder("answers_at_size")
    config = folder / "entrepot.toml"
    for command in (("demo", "--scale", "1"), ("run",)):
        assert entrepot(config, *command).returncode in (0, 2)
    rows, costs = measured_answers(load_settings(config).config_file, LINES, folder / "enlarged.duckdb")
    assert rows["marts.mart_sales__order_line"] >= LINES
    assert {cost.id: round(cost.answer, 3) for cost in costs if cost.answer > AIM} == {}
