{% set whole = "'all'" %}
with

planned as (
    {{ planned_channels() }}
),

sold as (
    select
        sales.market_code,
        cast(date_trunc('week', sales.order_date) as date) as week_start_date,
        0 as qty,
        sales.net_sales_amount_group as amount
    from {{ ref('mart_sales__kpi_compared') }} as sales
    inner join planned on sales.channel_group_code = planned.channel_group_code
    union all
    select market_code, week_start_date, demand_qty as qty, 0 as amount from {{ ref('fct_demand_weekly') }}
),

spans as (
    select unnest([4, 13]) as span_weeks
),

tried as (
    select
        ledger.origin_date,
        spans.span_weeks,
        coalesce(ledger.market_code, {{ whole }}) as market_code,
        sum(ledger.forecast_qty) as forecast_qty,
        sum(ledger.actual_qty) as actual_qty
    from {{ ref('mart_planning__forecast_ledger') }} as ledger
    inner join spans on ledger.lag_weeks <= spans.span_weeks
    where ledger.level_code = 'product' and not ledger.is_frozen and ledger.step_code = 'model'
    group by
        grouping sets (
            (ledger.origin_date, spans.span_weeks, ledger.market_code), (ledger.origin_date, spans.span_weeks)
        )
),

ahead as (
    select
        (select min(first.week_start_date) from {{ source('forecasting', 'forecast') }} as first) as origin_date,
        spans.span_weeks,
        coalesce(forecasts.market_code, {{ whole }}) as market_code,
        sum(forecasts.forecast_qty) as forecast_qty,
        cast(null as decimal(38, 4)) as actual_qty
    from {{ source('forecasting', 'forecast') }} as forecasts
    inner join spans on forecasts.horizon_weeks <= spans.span_weeks
    group by grouping sets ((spans.span_weeks, forecasts.market_code), (spans.span_weeks))
),

said as (
    select * from tried
    union all
    select * from ahead
),

starts as (
    select distinct origin_date from said
),

-- What a unit brought in the 13 weeks before the origin.
prices as (
    select
        starts.origin_date,
        coalesce(sold.market_code, {{ whole }}) as market_code,
        sum(sold.amount) / nullif(sum(sold.qty), 0) as unit_amount
    from starts
    inner join sold
        on starts.origin_date > sold.week_start_date and starts.origin_date - 91 <= sold.week_start_date
    group by grouping sets ((starts.origin_date, sold.market_code), (starts.origin_date))
),

came as (
    select
        starts.origin_date,
        spans.span_weeks,
        coalesce(sold.market_code, {{ whole }}) as market_code,
        sum(sold.amount) as amount
    from starts
    cross join spans
    inner join sold
        on
            starts.origin_date <= sold.week_start_date
            and starts.origin_date + 7 * cast(spans.span_weeks as integer) > sold.week_start_date
    group by
        grouping sets ((starts.origin_date, spans.span_weeks, sold.market_code), (starts.origin_date, spans.span_weeks))
),

final as (
    select
        said.origin_date,
        cast(said.span_weeks as integer) as span_weeks,
        said.market_code,
        said.actual_qty is null as is_ahead,
        cast(said.forecast_qty as decimal(38, 4)) as forecast_qty,
        cast(said.actual_qty as decimal(38, 4)) as actual_qty,
        cast(round(prices.unit_amount, 4) as decimal(18, 4)) as unit_amount_group,
        cast(case when said.actual_qty is not null then came.amount end as decimal(38, 4)) as actual_amount_group
    from said
    left join prices on said.origin_date = prices.origin_date and said.market_code = prices.market_code
    left join came
        on
            said.origin_date = came.origin_date and said.span_weeks = came.span_weeks
            and said.market_code = came.market_code
)

select * from final
