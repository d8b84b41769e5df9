"""The rule by which a mapping is measured, case by case."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

KEY = """entity,column,source,note
order,id,Orders.OrderID,
order,name,Orders.First|Orders.Last,either is enough
order,line,Lines.OrderID+Lines.ProductID,both or nothing
order,number,?Orders.OrderID,need not be placed
order,tax,-,not there
order,updated_at,Orders.Changed,
"""


@pytest.fixture
def answers(tmp_path: Path, measuring: ModuleType) -> Any:
    """A key with every kind of row."""
    key = tmp_path / "key.csv"
    key.write_text(KEY, encoding="utf-8")
    return measuring.read_answers(key)


@pytest.mark.parametrize(
    ("column", "sources", "outcome"),
    [
        ("id", ("Orders.OrderID",), "right"),
        ("id", ("Orders.Freight", "Orders.OrderID"), "right"),
        ("id", ("orders.orderid",), "wrong"),
        ("name", ("Orders.Last",), "right"),
        ("line", ("Lines.ProductID", "Lines.OrderID"), "right"),
        ("line", ("Lines.OrderID",), "wrong"),
        ("number", ("Orders.OrderID",), None),
        ("number", ("Orders.Freight",), "wrong"),
        ("tax", ("Orders.Freight",), "wrong"),
        ("tax", (), None),
        ("colour", ("Orders.Freight",), "wrong"),
        ("updated_at", ("Orders.Changed",), "right"),
        ("updated_at", ("Orders.OrderID",), "wrong"),
        ("vendor", ("Orders.OrderID",), None),
        ("is_deleted", ("Orders.OrderID",), None),
    ],
)
def test_one_placement(
    measuring: ModuleType, answers: Any, column: str, sources: tuple[str, ...], outcome: str | None
) -> None:
    found = measuring.measure(answers, [("order", column, sources)])
    assert (found.right, found.wrong) == (
        (("order", column),) if outcome == "right" else (),
        (("order", column),) if outcome == "wrong" else (),
    )


def test_nothing_placed_is_all_missed_and_nothing_wrong(measuring: ModuleType, answers: Any) -> None:
    found = measuring.measure(answers, [])
    assert found.missed == tuple(("order", column) for column in ("id", "line", "name", "updated_at"))
    assert (found.asked, found.share_right, found.share_wrong) == (4, 0.0, 0.0)


def test_a_constant_where_the_system_has_a_source_is_missed(measuring: ModuleType, answers: Any) -> None:
    assert ("order", "id") in measuring.measure(answers, [("order", "id", ())]).missed


def test_a_wrong_column_is_not_missed_as_well(measuring: ModuleType, answers: Any) -> None:
    found = measuring.measure(answers, [("order", "id", ("Orders.Freight",))])
    assert (found.wrong, ("order", "id") in found.missed) == ((("order", "id"),), False)


def test_an_entity_that_the_key_does_not_have_is_wrong(measuring: ModuleType, answers: Any) -> None:
    assert measuring.measure(answers, [("lead", "id", ("Orders.OrderID",))]).wrong == (("lead", "id"),)


def test_every_table_that_feeds_a_column_must_be_right(measuring: ModuleType, answers: Any) -> None:
    both = [("order", "name", ("Orders.First",)), ("order", "name", ("Orders.Last",))]
    one = [("order", "name", ("Orders.First",)), ("order", "name", ("Orders.Freight",))]
    assert measuring.measure(answers, both).right == (("order", "name"),)
    assert measuring.measure(answers, one).wrong == (("order", "name"),)


def test_shares(measuring: ModuleType, answers: Any) -> None:
    found = measuring.measure(
        answers,
        [
            ("order", "id", ("Orders.OrderID",)),
            ("order", "name", ("Orders.First",)),
            ("order", "line", ("Lines.OrderID", "Lines.ProductID")),
            ("order", "number", ("Orders.OrderID",)),
            ("order", "tax", ("Orders.Freight",)),
        ],
    )
    assert (found.share_right, found.share_wrong) == (3 / 4, 1 / 4)
