{% set figures = ['order_count', 'sales_amount_group', 'net_sales_amount_group', 'margin_amount_group'] %}
with

-- Web and app are planned together; other channels stand for themselves.
days as (
    select
        order_date,
        market_code,
        {{ channel_group('channel_code') }} as channel_group_code,
        sum(order_count) as order_count,
        sum(order_sales_amount_group) as sales_amount_group,
        sum(net_sales_amount_group) as net_sales_amount_group,
        sum(margin_amount_group) as margin_amount_group
    from {{ ref('mart_sales__kpi_daily') }}
    where order_date is not null
    group by all
),

-- A month's target is spread over its days evenly.
targets as (
    select
        period_start_date as month_start_date,
        market_code,
        {{ channel_group('channel_code') }} as channel_group_code,
        sum(target_amount_group / extract('day' from last_day(period_start_date))) as day_amount
    from {{ ref('fct_target') }}
    where
        metric_code = 'net_sales_amount_group' and period_type = 'month' and target_version_type = 'budget'
        and category_name is null and market_code is not null and channel_code is not null
    group by all
),

sides as (
    select market_code, channel_group_code from days
    union
    select market_code, channel_group_code from targets
),

grid as (
    select
        calendar.calendar_date as order_date,
        calendar.month_start_date,
        sides.market_code,
        sides.channel_group_code,
        coalesce(comparable.comparable_date, calendar.calendar_date - 364) as comparable_date,
        comparable.event_code
    from sides
    inner join {{ ref('dim_date') }} as calendar
        on
            calendar.calendar_date <= {{ as_of() }}
            and calendar.calendar_date >= (select min(days.order_date) as first_date from days)
    left join {{ ref('dim_comparable_day') }} as comparable
        on calendar.calendar_date = comparable.calendar_date and sides.market_code = comparable.market_code
),

final as (
    select
        grid.order_date,
        grid.market_code,
        grid.channel_group_code,
        grid.comparable_date,
        grid.event_code,
        cast(coalesce(days.order_count, 0) as bigint) as order_count,
        cast(coalesce(weeks.order_count, 0) as bigint) as week_before_order_count,
        cast(coalesce(years.order_count, 0) as bigint) as year_before_order_count,
        {%- for figure in figures[1:] %}
        cast(coalesce(days.{{ figure }}, 0) as decimal(18, 4)) as {{ figure }},
        cast(coalesce(weeks.{{ figure }}, 0) as decimal(18, 4)) as week_before_{{ figure }},
        cast(coalesce(years.{{ figure }}, 0) as decimal(18, 4)) as year_before_{{ figure }},
        {%- endfor %}
        cast(targets.day_amount as decimal(18, 4)) as target_amount_group
    from grid
    left join days
        on
            grid.order_date = days.order_date and grid.market_code = days.market_code
            and grid.channel_group_code = days.channel_group_code
    left join days as weeks
        on
            grid.order_date - 7 = weeks.order_date and grid.market_code = weeks.market_code
            and grid.channel_group_code = weeks.channel_group_code
    left join days as years
        on
            grid.comparable_date = years.order_date and grid.market_code = years.market_code
            and grid.channel_group_code = years.channel_group_code
    left join targets
        on
            grid.month_start_date = targets.month_start_date and grid.market_code = targets.market_code
            and grid.channel_group_code = targets.channel_group_code
)

select * from final
