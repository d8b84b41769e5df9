"""Which columns of base tables a staging model is made of is read out of its SQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.purpose.lineage import trace
from orchestration.purpose.rendering import RenderingError, renderer

TABLES = {"base_x__orders": ["id", "total", "tax", "state"], "base_x__lines": ["order_id", "sku", "kind"]}
ORDERS = "with o as (select * from base_x__orders), l as (select * from base_x__lines) "
MADE_OF = {
    "a name is followed through a star": ("o.total as a from o", {"total"}),
    "a case is made of all that it looks at": ("case state when 'x' then total end as a from o", {"state", "total"}),
    "an alias of the same select counts": ("total as t, t + 1 as a from o", {"total"}),
    "both branches of a union": ("total as a from o union all select tax from o", {"total", "tax"}),
    "branches that are matched by name": (
        "tax as b, total as a from o union all by name select state as a from o",
        {"total", "state"},
    ),
    "a subquery": (
        "(select max(l.sku) from l where l.order_id = o.id) as a from o",
        {"sku", "order_id", "id"},
    ),
    "a list that is taken apart": ("item as a from o, unnest([o.total]) as t(item)", {"total"}),
    "a function that is written in place": (
        "list_transform([o.tax], x -> x + o.total) as a from o",
        {"tax", "total"},
    ),
    "a window": ("sum(total) over (partition by state) as a from o", {"total", "state"}),
    "a constant": ("null as a from o", set()),
}


@pytest.mark.parametrize("case", MADE_OF)
def test_a_column_is_made_of(case: str) -> None:
    sql, expected = MADE_OF[case]
    found = trace(f"{ORDERS} select {sql}", TABLES)
    assert {column for _, column in found.columns["a"]} == expected
    assert found.lost == frozenset()


def test_what_joins_and_what_filters_is_told_apart() -> None:
    sql = "select o.total as a from o left join l on o.id = l.order_id where l.kind = 'sale' qualify o.state = 'x'"
    found = trace(ORDERS + sql, TABLES)
    assert found.joined == {("base_x__orders", "id"), ("base_x__lines", "order_id")}
    assert found.filtered == {("base_x__lines", "kind"), ("base_x__orders", "state")}


def test_a_name_that_stands_nowhere_is_told() -> None:
    assert trace(ORDERS + "select o.gone as a, lost as b from o", TABLES).lost == {"o.gone", "lost"}
    assert trace("select gone as a from base_x__orders", TABLES).lost == {"gone"}


def test_templates_are_filled_by_macros_that_may_hand_back_lists(tmp_path: Path) -> None:
    macros = tmp_path / "macros.sql"
    macros.write_text(
        "{% macro outer(name) -%} {%- for it in inner(name) -%} {{ it }}, {% endfor -%} {%- endmacro %}\n"
        "{% macro inner(name) -%} {{ return([name ~ '_1', var('second', name)]) }} {%- endmacro %}\n"
    )
    render = renderer([macros])
    assert render("select {{ outer('a') }} from {{ ref('base_x__orders') }}") == "select a_1, a,  from base_x__orders"
    with pytest.raises(RenderingError, match="unheard_of"):
        render("select {{ unheard_of('a') }}")
