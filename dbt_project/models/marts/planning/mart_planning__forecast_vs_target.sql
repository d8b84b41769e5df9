{% set whole = "'all'" %}
{% set ends = [('low', 'coalesce(ratios.low_%, 1)'), ('mid', 'ratios.mid_%'), ('high', 'coalesce(ratios.high_%, 1)')] %}
with

-- Where returns took more than was sold a unit brought nothing; sales to come are never below 0.
priced as (
    select
        origin_date, span_weeks, market_code, is_ahead, forecast_qty, actual_qty, actual_amount_group,
        case when unit_amount_group < 0 then 0 else unit_amount_group end as unit_amount_group
    from {{ ref('mart_planning__forecast_span') }}
),

spans as (
    select
        *,
        cast(actual_qty as double) / nullif(forecast_qty, 0) as units,
        cast(actual_amount_group as double) / nullif(cast(forecast_qty * unit_amount_group as double), 0) as money
    from priced
),

-- How many times what was said came, from all origins: of single markets together, and of their sum.
ratios as (
    select
        span_weeks,
        market_code = {{ whole }} as is_whole,
        {%- for ratio in ['units', 'money'] %}
        {{ range_end(ratio, 0.1) }} as low_{{ ratio }},
        quantile_disc({{ ratio }}, 0.5) as mid_{{ ratio }},
        {{ range_end(ratio, 0.9) }} as high_{{ ratio }},
        {%- endfor %}
        count(*) as trial_count
    from spans
    where not is_ahead
    group by span_weeks, is_whole
),

now as (
    select origin_date, span_weeks, market_code, unit_amount_group
    from spans
    where is_ahead
),

start as (
    select max(origin_date) as origin_date from now
),

weeks as (
    select market_code, week_start_date, sum(forecast_qty) as qty
    from {{ source('forecasting', 'forecast') }}
    group by market_code, week_start_date
),

-- The next 4 and 13 weeks, and every month that is not over yet and lies within them whole.
periods as (
    select distinct
        'weeks' as period_type, span_weeks, origin_date as first_date,
        origin_date + 7 * span_weeks - 1 as last_date, origin_date as from_date
    from now
    union all
    select distinct
        'month' as period_type, if(calendar.month_start_date <= {{ as_of() }}, 4, 13) as span_weeks,
        calendar.month_start_date as first_date, last_day(calendar.month_start_date) as last_date,
        greatest(calendar.month_start_date, {{ as_of() }} + 1) as from_date
    from {{ ref('dim_date') }} as calendar
    cross join start as origin
    where calendar.calendar_date >= {{ as_of() }} and last_day(calendar.month_start_date) < origin.origin_date + 91
),

-- Of a week that a month begins or ends in, as many sevenths as it has days in the month that are still to come.
parts as (
    select
        periods.*,
        forecasts.market_code,
        forecasts.qty * greatest(
            0,
            least(forecasts.week_start_date + 6, periods.last_date)
            - greatest(forecasts.week_start_date, periods.from_date) + 1
        ) / 7 as qty
    from periods
    cross join weeks as forecasts
),

ahead as (
    select
        period_type, span_weeks, first_date, last_date, coalesce(market_code, {{ whole }}) as market_code,
        sum(qty) as forecast_qty
    from parts
    group by
        grouping sets (
            (period_type, span_weeks, first_date, last_date, market_code),
            (period_type, span_weeks, first_date, last_date)
        )
),

planned as (
    {{ planned_channels() }}
),

figures as (
    select
        cast(date_trunc('month', sales.order_date) as date) as month_start_date, sales.market_code,
        sales.net_sales_amount_group as amount, cast(null as decimal(18, 4)) as target
    from {{ ref('mart_sales__kpi_compared') }} as sales
    inner join planned on sales.channel_group_code = planned.channel_group_code
    union all
    select
        targets.period_start_date as month_start_date, targets.market_code, 0 as amount,
        targets.target_amount_group as target
    from {{ ref('fct_target') }} as targets
    inner join planned on {{ channel_group('targets.channel_code') }} = planned.channel_group_code
    where
        targets.metric_code = 'net_sales_amount_group' and targets.period_type = 'month'
        and targets.target_version_type = 'budget' and targets.category_name is null
        and targets.market_code is not null
),

months as (
    select
        month_start_date, coalesce(market_code, {{ whole }}) as market_code, sum(amount) as amount,
        sum(target) as target
    from figures
    group by grouping sets ((month_start_date, market_code), (month_start_date))
),

final as (
    select
        ahead.period_type, ahead.span_weeks, ahead.first_date, ahead.last_date, ahead.market_code,
        cast(round(ahead.forecast_qty, 4) as decimal(18, 4)) as forecast_qty,
        {%- for name, ratio in ends %}
        cast(round(ahead.forecast_qty * {{ ratio.replace('%', 'units') }}, 4) as decimal(18, 4)) as {{ name }}_qty,
        {%- endfor %}
        cast(case when ahead.period_type = 'month' then coalesce(months.amount, 0) else 0 end as decimal(18, 4))
            as to_date_amount_group,
        {%- for name, ratio in [('forecast', '1')] + ends %}
        {{ round_money(
            "case when ahead.period_type = 'month' then coalesce(months.amount, 0) else 0 end"
            ~ " + ahead.forecast_qty * now.unit_amount_group * " ~ ratio.replace('%', 'money'), group_minor_unit()
        ) }} as {{ name }}_amount_group,
        {%- endfor %}
        cast(case when ahead.period_type = 'month' then months.target end as decimal(18, 4)) as target_amount_group,
        cast(ratios.trial_count as integer) as trial_count
    from ahead
    inner join now on ahead.market_code = now.market_code and ahead.span_weeks = now.span_weeks
    left join ratios
        on ahead.span_weeks = ratios.span_weeks and (ahead.market_code = {{ whole }}) = ratios.is_whole
    left join months on ahead.first_date = months.month_start_date and ahead.market_code = months.market_code
)

select * from final
