"""`codes list` and `codes lists`: a column that no list maps is told as such, with what to do about it."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingestion.codes.mappings import CodeError
from orchestration.cli.app import app

TINY = runpy.run_path(str(Path(__file__).parents[1] / "dashboards" / "tiny.py"))


def said(company: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["codes", *words, "--config", str(company)], catch_exceptions=False)
    return " ".join(done.stdout.split())


@pytest.fixture
def company(tmp_path: Path) -> Path:
    config: Path = TINY["configure"](tmp_path)
    return config


@pytest.mark.parametrize("is_old", [False, True])
def test_unknown_words_of_a_column_that_no_list_maps_are_listed(company: Path, is_old: bool) -> None:
    TINY["publish"](company.parent, is_old=is_old)
    told = said(company, "list")
    assert ("odoo sale_order.state 60 1,830.00 EUR" in told) is not is_old
    assert ("entrepot rule allow" in told) is not is_old


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("opportunity_stage.stage_code", "has no list: any word will do"),
        ("product_variant.unit_code", "entrepot refdata set code_list column_name=unit_code"),
    ],
)
def test_a_column_without_a_list_says_whether_it_can_get_one(company: Path, column: str, told: str) -> None:
    assert told in said(company, "lists", column)


def test_a_column_of_a_source_is_told_where_its_words_stand(company: Path) -> None:
    with pytest.raises(CodeError, match=r"no list of ours maps it.*the vendor's contract"):
        said(company, "lists", "stock_move.state")
