"""What the workshop's stages are, how many minutes a unit takes on each, and how many minutes each has.

Belongs here: reading work centres and what was done on them. Not here: which orders are to be made (`capacity`).

Work centres that made the same kinds of goods and never the same order stand for each other: together they are one
stage. Stages follow each other as their operations did. A unit's standard minutes are those of its style's finished
orders of a year, else of its category's, else of all. A stage's minutes of a week are those of the calendar, by the
measured efficiency of its lines (standard minutes per minute worked); without a calendar, the most standard minutes
that it did in any of the last 26 weeks.
"""

from __future__ import annotations

from datetime import date

import duckdb

CENTRE = "planning_step_centre"
"""work_center_key, stage_code."""
STAGE = "planning_step_stage"
"""stage_code, stage_number (from 0, in their order), stage_name, efficiency_rate, best_minutes."""
MINUTES = "planning_step_minutes"
"""style_code, category_name, stage_code, unit_minutes: of styles; of categories (no style); of all (neither)."""
_DONE = "planning_step_done"
_YEAR, _BEST_WEEKS = 365, 26
SCRATCH = (CENTRE, STAGE, MINUTES, _DONE)


def read_stages(connection: duckdb.DuckDBPyConnection, as_of: date) -> int:
    """Write centres, stages and minutes, and return how many stages there are."""
    connection.execute(f"create or replace temp table {_DONE} as {_done_sql(as_of)}")
    pairs = connection.execute(_alike_sql()).fetchall()
    centres = [str(key) for (key,) in connection.execute(f"select distinct work_center_key from {_DONE}").fetchall()]
    connection.execute(f"create or replace temp table {CENTRE} (work_center_key varchar, stage_code varchar)")
    rows = sorted(_together(sorted(centres), pairs).items())
    if rows:
        connection.executemany(f"insert into {CENTRE} values (?, ?)", rows)
    connection.execute(f"create or replace temp table {STAGE} as {_stage_sql(as_of)}")
    connection.execute(f"create or replace temp table {MINUTES} as {_minutes_sql(as_of)}")
    return len(set(dict(rows).values()))


def _together(centres: list[str], pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return for each work centre the first of those that it stands for and that stand for it."""
    stage = {centre: centre for centre in centres}
    for one, other in pairs:
        kept, gone = sorted((stage[one], stage[other]))
        stage = {centre: kept if name == gone else name for centre, name in stage.items()}
    return stage


def _done_sql(as_of: date) -> str:
    """Operations of a year that are finished, with what they were for."""
    return f"""
        select
            steps.production_order_key, steps.work_center_key, steps.started_at, steps.finished_at,
            steps.standard_minutes, steps.actual_minutes, goods.style_code, goods.category_name,
            orders.finished_at is not null and orders.started_at >= date '{as_of}' - {_YEAR} as is_whole,
            row_number() over (
                partition by steps.production_order_key order by steps.operation_number, steps.started_at
            ) as step_number
        from core.fct_production_operation as steps
        inner join core.fct_production_order as orders on steps.production_order_key = orders.production_order_key
        inner join core.dim_product as goods on steps.product_key = goods.product_key
        where
            steps.finished_at >= date '{as_of}' - {_YEAR} and steps.work_center_key <> 'unknown'
            and steps.standard_minutes > 0
    """


def _alike_sql() -> str:
    return f"""
        with kinds as (select distinct work_center_key, category_name from {_DONE}),
        orders as (select distinct work_center_key, production_order_key from {_DONE}),
        shared as (
            select distinct one.work_center_key as one_key, other.work_center_key as other_key
            from orders as one
            inner join orders as other on one.production_order_key = other.production_order_key
        )
        select distinct one.work_center_key, other.work_center_key
        from kinds as one
        inner join kinds as other
            on one.category_name = other.category_name and one.work_center_key < other.work_center_key
        where (one.work_center_key, other.work_center_key) not in (select (one_key, other_key) from shared)
        order by all
    """


def _stage_sql(as_of: date) -> str:
    return f"""
        with placed as (
            select centres.stage_code, done.*
            from {_DONE} as done inner join {CENTRE} as centres on done.work_center_key = centres.work_center_key
        ),
        windows as (
            select
                date '{as_of}' + interval 1 day - to_days(7 * cast(number + 1 as integer)) as begins_at,
                date '{as_of}' + interval 1 day - to_days(7 * cast(number as integer)) as ends_at
            from (select unnest(range({_BEST_WEEKS})) as number)
        ),
        parts as (
            select
                placed.stage_code, windows.begins_at, placed.standard_minutes,
                (epoch(least(placed.finished_at, windows.ends_at))
                - epoch(greatest(placed.started_at, windows.begins_at)))
                / greatest(epoch(placed.finished_at) - epoch(placed.started_at), 1) as share
            from placed
            inner join windows
                on placed.started_at < windows.ends_at and placed.finished_at > windows.begins_at
        ),
        weekly as (
            select stage_code, begins_at, sum(cast(round(standard_minutes * share, 4) as decimal(18, 4))) as minutes
            from parts group by stage_code, begins_at
        ),
        best as (select stage_code, max(minutes) as minutes from weekly group by stage_code),
        named as (
            select centres.stage_code, string_agg(work.work_center_name, ', ' order by work.work_center_name) as name
            from {CENTRE} as centres
            inner join core.dim_work_center as work on centres.work_center_key = work.work_center_key
            group by centres.stage_code
        )
        select
            placed.stage_code,
            row_number() over (order by avg(placed.step_number), placed.stage_code) - 1 as stage_number,
            any_value(named.name) as stage_name,
            cast(sum(placed.standard_minutes) filter (placed.actual_minutes > 0)
                / nullif(sum(placed.actual_minutes), 0) as decimal(18, 8)) as efficiency_rate,
            cast(coalesce(any_value(best.minutes), 0) as double) as best_minutes
        from placed
        left join best on placed.stage_code = best.stage_code
        left join named on placed.stage_code = named.stage_code
        group by placed.stage_code
    """


def _minutes_sql(as_of: date) -> str:
    """Minutes of whole orders by the units of whole orders: one operation may stand for the sizes of an order."""
    return f"""
        with made as (
            select goods.style_code, goods.category_name, sum(orders.planned_qty) as units
            from core.fct_production_order as orders
            inner join core.dim_product as goods on orders.product_key = goods.product_key
            where orders.finished_at is not null and orders.started_at >= date '{as_of}' - {_YEAR}
            group by goods.style_code, goods.category_name
        ),
        worked as (
            select done.style_code, done.category_name, centres.stage_code, sum(done.standard_minutes) as minutes
            from {_DONE} as done inner join {CENTRE} as centres on done.work_center_key = centres.work_center_key
            where done.is_whole
            group by done.style_code, done.category_name, centres.stage_code
        ),
        stages as (select distinct stage_code from {CENTRE}),
        crossed as (
            select made.*, stages.stage_code, coalesce(worked.minutes, 0) as minutes
            from made cross join stages
            left join worked
                on made.style_code is not distinct from worked.style_code
                and made.category_name is not distinct from worked.category_name
                and stages.stage_code = worked.stage_code
        )
        select style_code, category_name, stage_code,
            cast(sum(minutes) as double) / nullif(cast(sum(units) as double), 0) as unit_minutes
        from crossed
        group by grouping sets ((style_code, stage_code), (category_name, stage_code), (stage_code))
        having {told_groups_sql("style_code", "category_name")}
    """


def told_groups_sql(*columns: str) -> str:
    """Return the condition that keeps, of grouping sets, the groups that have a name.

    What has no style would else be a second group of its category, and what has no category a second one of all.
    """
    return " and ".join(f"(grouping({column}) = 1 or {column} is not null)" for column in columns)
