"""What a staging model fills is read out of it, through stars and unions."""

from __future__ import annotations

from orchestration.pages.coverage import filled_columns


def test_a_constant_null_is_not_filled() -> None:
    sql = (
        "with final as (select id as key, cast(null as date) as day, null as n from {{ ref('x') }}) select * from final"
    )
    assert filled_columns(sql) == {"key"}


def test_a_star_stands_for_the_columns_of_its_part() -> None:
    sql = """
        with a as (select id, name, null as size from {{ ref('x') }}),
        b as (select other from {{ ref('y') }}),
        final as (select a.*, b.other as more from a left join b on true)
        select * from final
    """
    assert filled_columns(sql) == {"id", "name", "more"}


def test_one_branch_of_a_union_is_enough() -> None:
    sql = "with final as (select 1 as a, null as b union all select null, 2 as b) select * from final"
    assert filled_columns(sql) == {"a", "b"}


def test_templates_do_not_hinder() -> None:
    sql = """
        {% set parts = ['a'] %}
        with final as (select {{ key('a') }} as key, {# none #} null as b from {{ ref('x') }}) select * from final
    """
    assert filled_columns(sql) == {"key"}
