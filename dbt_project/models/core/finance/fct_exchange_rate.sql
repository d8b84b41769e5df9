with

spot as (
    select *, last_day(rate_date) as month_end_date
    from {{ ref('fct_exchange_rate_spot') }}
),

targets as (
    select distinct to_currency_code as currency_code, minor_unit from spot
),

-- Rates of a month as a source gives them, kept under the month's last day; the last one given counts.
given as (
    select
        case rates.rate_type when 'average' then 'month_average' else rates.rate_type end as rate_type,
        rates.from_currency_code,
        rates.to_currency_code,
        last_day(rates.rate_date) as rate_date,
        cast(rates.exchange_rate as double) as rate
    from {{ ref('exchange_rate') }} as rates
    where
        {{ alive('rates') }} and rates.rate_type in ('average', 'closing', 'budget', 'customs', 'vat')
        and rates.exchange_rate > 0 and rates.from_currency_code <> rates.to_currency_code
    qualify row_number() over (
        partition by rate_type, from_currency_code, to_currency_code, last_day(rate_date)
        order by rate_date desc, updated_at desc nulls last, source_name asc, exchange_rate_id asc
    ) = 1
),

-- What no source gives follows from the day's rates: the mean of the days that have a rate of their own, the last day.
-- A mean of decimals is the same in every order of the rows; one of doubles is not.
derived as (
    select
        'month_average' as rate_type, from_currency_code, to_currency_code, month_end_date as rate_date,
        avg(exchange_rate) as rate, 'spot_average' as rate_source
    from spot
    where carried_days = 0 and rate_date <= {{ as_of() }}
    group by from_currency_code, to_currency_code, month_end_date
    union all
    select
        'closing' as rate_type, from_currency_code, to_currency_code, month_end_date as rate_date,
        cast(exchange_rate as double) as rate, 'spot_closing' as rate_source
    from spot
    where rate_date = least(month_end_date, {{ as_of() }})
    union all
    select
        'base' as rate_type, from_currency_code, to_currency_code, {{ base_period_end() }} as rate_date,
        avg(exchange_rate) as rate, 'spot_average' as rate_source
    from spot
    where carried_days = 0 and extract(year from rate_date) = extract(year from {{ base_period_end() }})
    group by from_currency_code, to_currency_code
),

ways as (
    select rate_type, from_currency_code, to_currency_code, rate_date, rate, 'given' as rate_source, 1 as source_rank
    from given
    union all
    select
        rate_type,
        to_currency_code as from_currency_code,
        from_currency_code as to_currency_code,
        rate_date,
        1 / rate as rate,
        'inverse' as rate_source,
        2 as source_rank
    from given
    union all
    select rate_type, from_currency_code, to_currency_code, rate_date, rate, rate_source, 3 as source_rank
    from derived
),

chosen as (
    select *
    from ways
    qualify row_number() over (
        partition by rate_type, from_currency_code, to_currency_code, rate_date order by source_rank
    ) = 1
),

final as (
    select
        from_currency_code, to_currency_code, 'spot' as rate_type, rate_date, exchange_rate, rate_source, carried_days,
        minor_unit
    from spot
    union all
    select
        chosen.from_currency_code,
        chosen.to_currency_code,
        chosen.rate_type,
        chosen.rate_date,
        cast(chosen.rate as decimal(20, 14)) as exchange_rate,
        case
            when chosen.from_currency_code = chosen.to_currency_code then 'same' else chosen.rate_source
        end as rate_source,
        cast(0 as integer) as carried_days,
        targets.minor_unit
    from chosen
    inner join targets on chosen.to_currency_code = targets.currency_code
)

select * from final
