"""The plan of the workshop in standard minutes: what its orders need, what its stages have, and what goes when.

Belongs here: the jobs, the minutes of each stage and week, and the tables of the plan. Not here: stages (`stages`), the
arithmetic (`schedule`).

A job is a colour of a style that was ordered on one day, in all its sizes; further, what the explosion says must be
begun for a style in a week. A placed job can begin when its last material is there; one of which a material is not on
order, after a supplier's usual time. Of what is begun the stages are left that have not done it. A week that has begun
has the days that are left. What a job is worth is its units at their median price before discounts.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import numpy as np

from forecasting.planning.positions import ANY, MAKE
from forecasting.planning.schedule import Cost, Floats, Jobs, Schedule, cheapest, cost_of, plain
from forecasting.planning.settings import PlanSettings
from forecasting.planning.stages import CENTRE, MINUTES, SCRATCH, STAGE, read_stages, told_groups_sql
from forecasting.planning.tables import LEAD, REQUIREMENT, SUPPLY_LINE
from forecasting.tables import (
    CAPACITY_LOAD,
    PRODUCTION_COST,
    PRODUCTION_JOB,
    PRODUCTION_LOAD,
    PRODUCTION_PEG,
    PRODUCTION_STEP,
)
from forecasting.weeks import HORIZON_WEEKS, monday_of, week_of

_LITTLE = 1e-6


def write_production_plan(connection: duckdb.DuckDBPyConnection, as_of: date, settings: PlanSettings) -> None:
    """Write jobs, their minutes, the weeks in which each stage does them, the load of stages, what the plan costs.

    Args:
        connection: The work warehouse, with positions, needs and pegs.
        as_of: The run's one clock.
        settings: The planner's choices.
    """
    monday = monday_of(week_of(as_of))
    stages = read_stages(connection, as_of)
    connection.execute(f"create or replace table {PRODUCTION_JOB} as {_job_sql(as_of, monday)}")
    connection.execute(f"create or replace table {PRODUCTION_LOAD} as {_load_sql()}")
    available = _available(connection, as_of, monday, stages)
    jobs = _jobs(connection, stages)
    if stages and len(jobs.due):
        best, greedy = cheapest(jobs, available, settings), plain(jobs, available)
    else:
        nothing = np.zeros((len(jobs.due), stages, HORIZON_WEEKS))
        best = greedy = Schedule(nothing, np.zeros(available.shape), np.zeros(available.shape))
    _write_steps(connection, jobs, best, monday)
    _write_loads(connection, jobs, best, available, monday)
    costs = {"cheapest": cost_of(jobs, best, settings), "plain": cost_of(jobs, greedy, settings)} if stages else {}
    _write_costs(connection, costs)
    for table in SCRATCH:
        connection.execute(f"drop table if exists temp.{table}")


def _job_sql(as_of: date, monday: date) -> str:
    usual = f"(select median(lead_days) from {LEAD} where lead_key = '{MAKE}')"
    bought = f"(select median(lead_days) from {LEAD} where lead_key = '{ANY}')"
    return f"""
        with materials as (
            select production_order_key,
                max(coalesce(ready_date, date '{as_of}' + cast(ceil({bought}) as integer))) as ready_date
            from {PRODUCTION_PEG} group by production_order_key
        ),
        prices as (
            select goods.style_code, goods.category_name, median(lines.gross_amount_group / lines.ordered_qty) as price
            from core.fct_order_line as lines
            inner join core.dim_product as goods on lines.product_key = goods.product_key
            where lines.gross_amount_group > 0 and lines.ordered_qty > 0
                and lines.order_date >= date '{as_of}' - 365
            group by grouping sets ((goods.style_code), (goods.category_name), ())
            having {told_groups_sql("goods.style_code", "goods.category_name")}
        ),
        placed as (
            select
                'placed' as job_type, goods.style_code, goods.category_name, goods.colour_name, orders.order_date,
                waited.is_begun, max(waited.due_date) as due_date,
                max(greatest(coalesce(materials.ready_date, date '{as_of}'), date '{as_of}')) as ready_date,
                sum(waited.qty) as units, count(*) as order_count
            from {SUPPLY_LINE} as waited
            inner join core.fct_production_order as orders on waited.supply_key = orders.production_order_key
            inner join core.dim_product as goods on waited.product_key = goods.product_key
            left join materials on waited.supply_key = materials.production_order_key
            where waited.supply_type = 'production'
            group by all
        ),
        planned as (
            select
                'planned', goods.style_code, goods.category_name, null, null, false,
                needs.week_start_date as due_date,
                greatest(needs.week_start_date - cast(ceil({usual} / 7) as integer) * 7, date '{as_of}') as ready_date,
                sum(needs.due_qty) as units, 0
            from {REQUIREMENT} as needs
            inner join core.dim_product as goods on needs.product_key = goods.product_key
            where needs.source_type = 'make' and needs.due_qty > 0
            group by goods.style_code, goods.category_name, needs.week_start_date
        ),
        together as (from placed union all from planned)
        select
            concat_ws(':', together.job_type, coalesce(together.style_code, '?'), together.category_name,
                together.colour_name, cast(coalesce(together.order_date, together.due_date) as varchar),
                case when together.is_begun then 'begun' end) as job_key,
            together.*,
            cast(greatest((together.ready_date - date '{monday}') // 7, 0) as integer) as ready_week,
            cast(greatest((together.due_date - date '{monday}') // 7, 0) as integer) as due_week,
            cast(round(together.units
                * coalesce(own.price, of_kind.price, of_all.price, 0), 4) as decimal(18, 4)) as value_amount_group
        from together
        left join prices as own on together.style_code = own.style_code
        left join prices as of_kind
            on together.category_name = of_kind.category_name and of_kind.style_code is null
        left join prices as of_all on of_all.style_code is null and of_all.category_name is null
        order by job_key
    """


def _load_sql() -> str:
    """One row per job and stage: standard minutes that are left, by style, else by category, else by all."""
    return f"""
        with worked as (
            select distinct
                goods.style_code, goods.category_name, goods.colour_name, orders.order_date, centres.stage_code
            from core.fct_production_operation as steps
            inner join {CENTRE} as centres on steps.work_center_key = centres.work_center_key
            inner join core.fct_production_order as orders on steps.production_order_key = orders.production_order_key
            inner join core.dim_product as goods on orders.product_key = goods.product_key
            where steps.operation_status = 'done' and orders.finished_at is null
        )
        select
            jobs.job_key, stages.stage_code, stages.stage_name, cast(stages.stage_number as integer) as stage_number,
            cast(round(case
                when jobs.is_begun and worked.stage_code is not null then 0
                else cast(jobs.units as double)
                    * coalesce(own.unit_minutes, of_kind.unit_minutes, of_all.unit_minutes, 0)
            end, 4) as decimal(18, 4)) as needed_minutes
        from {PRODUCTION_JOB} as jobs
        cross join {STAGE} as stages
        left join {MINUTES} as own on jobs.style_code = own.style_code and stages.stage_code = own.stage_code
        left join {MINUTES} as of_kind
            on jobs.category_name = of_kind.category_name and of_kind.style_code is null
            and stages.stage_code = of_kind.stage_code
        left join {MINUTES} as of_all
            on stages.stage_code = of_all.stage_code and of_all.style_code is null and of_all.category_name is null
        left join worked
            on jobs.style_code is not distinct from worked.style_code
            and jobs.category_name is not distinct from worked.category_name
            and jobs.colour_name is not distinct from worked.colour_name
            and jobs.order_date = worked.order_date and stages.stage_code = worked.stage_code
    """


def _available(connection: duckdb.DuckDBPyConnection, as_of: date, monday: date, stages: int) -> Floats:
    """Return standard minutes, stages by weeks: of the calendar where there is one, else the best of past weeks."""
    found = connection.execute(f"""
        with calendar as (
            select
                centres.stage_code, (days.capacity_date - date '{monday}') // 7 as week,
                sum(case when coalesce(days.is_closed, false) then 0
                    else greatest(days.available_minutes - coalesce(days.reserved_minutes, 0), 0) end) as minutes
            from core.fct_work_center_capacity as days
            inner join {CENTRE} as centres on days.work_center_key = centres.work_center_key
            where days.capacity_date > date '{as_of}' and days.capacity_date < date '{monday}' + {HORIZON_WEEKS * 7}
            group by all
        ),
        weeks as (select unnest(range({HORIZON_WEEKS})) as week)
        select
            stages.stage_number, weeks.week,
            cast(coalesce(
                calendar.minutes * coalesce(stages.efficiency_rate, 1),
                stages.best_minutes * case when weeks.week = 0 then {6 - (as_of - monday).days} / 7.0 else 1 end
            ) as double) as minutes
        from {STAGE} as stages
        cross join weeks
        left join calendar on stages.stage_code = calendar.stage_code and weeks.week = calendar.week
    """).fetchnumpy()
    available = np.zeros((stages, HORIZON_WEEKS))
    available[found["stage_number"], found["week"]] = found["minutes"]
    return available


def _jobs(connection: duckdb.DuckDBPyConnection, stages: int) -> Jobs:
    found = connection.execute(f"""
        select ready_week, due_week, cast(value_amount_group as double) as value
        from {PRODUCTION_JOB} order by job_key""").fetchnumpy()
    loads = connection.execute(f"""
        with numbered as (select job_key, row_number() over (order by job_key) - 1 as job from {PRODUCTION_JOB})
        select numbered.job, loads.stage_number, cast(loads.needed_minutes as double) as minutes
        from {PRODUCTION_LOAD} as loads inner join numbered on loads.job_key = numbered.job_key""").fetchnumpy()
    minutes = np.zeros((len(found["due_week"]), stages))
    minutes[loads["job"], loads["stage_number"]] = loads["minutes"]
    whole = {name: np.asarray(found[name], dtype=np.int64) for name in ("ready_week", "due_week")}
    return Jobs(whole["ready_week"], whole["due_week"], np.asarray(found["value"], dtype=np.float64), minutes)


def _write_steps(connection: duckdb.DuckDBPyConnection, jobs: Jobs, plan: Schedule, monday: date) -> None:
    """Write one row per job, stage and week in which a part of it is done."""
    job, stage, week = np.nonzero(plan.share > _LITTLE)
    share = plan.share[job, stage, week]
    columns = {"job": job, "stage": stage, "week": week, "share": share, "minutes": share * jobs.minutes[job, stage]}
    _register(connection, "planning_steps", columns)
    connection.execute(f"""
        create or replace table {PRODUCTION_STEP} as
        with numbered as (select job_key, row_number() over (order by job_key) - 1 as job from {PRODUCTION_JOB})
        select
            numbered.job_key, stages.stage_code, stages.stage_name,
            cast(stages.stage_number as integer) as stage_number,
            date '{monday}' + cast(steps.week as integer) * 7 as week_start_date,
            cast(round(steps.share, 8) as decimal(18, 8)) as done_pct,
            cast(round(steps.minutes, 4) as decimal(18, 4)) as planned_minutes
        from planning_steps as steps
        inner join numbered on steps.job = numbered.job
        inner join {STAGE} as stages on steps.stage = stages.stage_number
        order by job_key, stage_number, week_start_date""")
    connection.unregister("planning_steps")


def _write_loads(
    connection: duckdb.DuckDBPyConnection, jobs: Jobs, plan: Schedule, available: Floats, monday: date
) -> None:
    """Write one row per stage and week: what is due in it, what there is, and what the plan puts there."""
    stages, weeks = available.shape
    stage, week = (axis.ravel() for axis in np.indices((stages, weeks)))
    needed = np.zeros(available.shape)
    inside = jobs.due < weeks
    np.add.at(needed.T, jobs.due[inside], jobs.minutes[inside])
    columns = {
        "stage": stage, "week": week, "available": available.ravel(), "needed": needed.ravel(),
        "planned": (plan.share * jobs.minutes[:, :, None]).sum(axis=0).ravel(), "overtime": plan.overtime.ravel(),
        "price": plan.shadow_price.ravel(),
    }  # fmt: skip
    _register(connection, "planning_loads", columns)
    amounts = ", ".join(
        f"cast(round(loads.{name}, 4) as decimal(18, 4)) as {name}_minutes"
        for name in ("available", "needed", "planned", "overtime")
    )
    connection.execute(f"""
        create or replace table {CAPACITY_LOAD} as
        select
            stages.stage_code, stages.stage_name, cast(stages.stage_number as integer) as stage_number,
            date '{monday}' + cast(loads.week as integer) * 7 as week_start_date, stages.efficiency_rate, {amounts},
            cast(round(greatest(loads.price, 0), 8) as decimal(18, 8)) as minute_price_amount_group
        from planning_loads as loads
        inner join {STAGE} as stages on loads.stage = stages.stage_number
        order by stage_number, week_start_date""")
    connection.unregister("planning_loads")


def _write_costs(connection: duckdb.DuckDBPyConnection, costs: dict[str, Cost]) -> None:
    connection.execute(
        f"create or replace table {PRODUCTION_COST} (plan_code varchar, late_amount_group decimal(18, 4), "
        "early_amount_group decimal(18, 4), overtime_amount_group decimal(18, 4), total_amount_group decimal(18, 4))"
    )
    rows = [[name, *(round(part, 4) for part in (c.late, c.early, c.overtime, c.total))] for name, c in costs.items()]
    if rows:
        connection.executemany(f"insert into {PRODUCTION_COST} values (?, ?, ?, ?, ?)", rows)


def _register(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, Any]) -> None:
    from pyarrow.lib import Table, array

    connection.register(name, Table.from_arrays([array(values) for values in columns.values()], names=list(columns)))
