"""Codes of other systems: what a person decides stands, counts from then on, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.codes.mappings import (
    CodeError,
    CodeMapping,
    as_variable,
    objection,
    record,
    standing_mappings,
    target_of,
    undo,
)
from ingestion.raw.generated_models import self_mapping_macro
from warehouse.ledger import BUILD_KINDS, Kind, Ledger

LISTS = {"sales_order.order_status": ["open", "cancelled"], "product_variant.unit_code": []}
MAPPING = CodeMapping("shop", "sales_order.order_status", "LOST", "cancelled")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def test_the_last_decision_on_a_code_counts(ledger: Ledger) -> None:
    record(ledger, MAPPING, "Ada", "they wrote so")
    record(ledger, CodeMapping("shop", MAPPING.column, "LOST", "open"), "Bea", "they corrected it")
    record(ledger, CodeMapping("shop", MAPPING.column, "n/a", None), "Bea", "it says nothing")
    assert as_variable(standing_mappings(ledger)) == {MAPPING.column: [["shop", "LOST", "open"], ["shop", "n/a", None]]}
    assert next((item.actor, item.reason) for item in standing_mappings(ledger)) == ("Bea", "they corrected it")
    assert len(ledger.read(Kind.CODE_MAPPING)) == 3, "nothing is ever removed"
    assert Kind.CODE_MAPPING in BUILD_KINDS, "a decision is a reason to build again"


def test_a_decision_is_taken_back_by_a_further_entry(ledger: Ledger) -> None:
    record(ledger, MAPPING, "Ada", "they wrote so")
    assert undo(ledger, CodeMapping("shop", MAPPING.column, "LOST", None), "Ada", "my mistake") == MAPPING
    assert standing_mappings(ledger) == []
    assert [entry.payload["state"] for entry in ledger.read(Kind.CODE_MAPPING)] == ["mapped", "undone"]
    with pytest.raises(CodeError, match="nobody has mapped"):
        undo(ledger, MAPPING, "Ada", "once more")


@pytest.mark.parametrize(
    ("mapping", "part"),
    [
        (MAPPING, None),
        (CodeMapping("shop", "sales_order.order_status", "LOST", None), None),
        (CodeMapping("shop", "product_variant.unit_code", "PCE", "any word"), None),
        (CodeMapping("other", "sales_order.order_status", "LOST", "open"), "source"),
        (CodeMapping("shop", "sales_order.colour", "LOST", "open"), "column"),
        (CodeMapping("shop", "sales_order.order_status", "", "open"), "code"),
        (CodeMapping("shop", "sales_order.order_status", "LOST", "gone"), "target"),
    ],
)
def test_what_is_wrong_with_a_decision_is_named(mapping: CodeMapping, part: str | None) -> None:
    found = objection(mapping, ["shop"], LISTS)
    assert (found and found[0]) == part


def test_a_dash_says_that_a_code_means_nothing() -> None:
    assert (target_of(" - "), target_of(" open ")) == (None, "open")


def test_the_columns_that_a_model_maps_itself_are_found_in_its_text() -> None:
    macro = self_mapping_macro(
        {
            "stg_a__x": """{{ map_code("split_part(a, ';', 1)", 'x.some_type', {'1': 'one'}) }}""",
            "stg_b__x": "{{ map_code(\n    'b.c', \"x.other_type\") }}, {{ map_code('d', 'x.some_type') }}",
            "stg_c__x": "select some_type from c",
        }
    )
    assert "{'stg_a__x': ['x.some_type'], 'stg_b__x': ['x.other_type', 'x.some_type']}" in macro
