with

-- What is converted into: the group's currency and those of our companies' books.
targets as (
    select {{ group_currency() }} as currency_code
    union
    select functional_currency_code as currency_code
    from {{ ref('legal_entity') }}
    where functional_currency_code is not null
),

quotations as (
    select from_currency_code, to_currency_code, rate_date, cast(exchange_rate as double) as rate
    from {{ ref('exchange_rate') }} as rates
    where {{ alive('rates') }} and rate_type = 'spot' and exchange_rate > 0 and from_currency_code <> to_currency_code
    qualify row_number() over (
        partition by from_currency_code, to_currency_code, rate_date
        order by updated_at desc nulls last, source_name asc, exchange_rate_id asc
    ) = 1
),

pegs as (
    select
        pegs.currency_code,
        pegs.peg_currency_code,
        days.calendar_date as rate_date,
        cast(pegs.units_per_peg_rate as double) as units_per_peg
    from {{ ref('currency_peg') }} as pegs
    inner join {{ ref('dim_date') }} as days on {{ valid_on('pegs', 'days.calendar_date') }}
),

-- Every way to convert one currency straight into another on a day; a quotation is used in both directions.
legs as (
    select from_currency_code, to_currency_code, rate_date, rate, 1 as source_rank from quotations
    union all
    select to_currency_code, from_currency_code, rate_date, 1 / rate as rate, 2 as source_rank from quotations
    union all
    select currency_code, peg_currency_code, rate_date, 1 / units_per_peg as rate, 4 as source_rank from pegs
    union all
    select peg_currency_code, currency_code, rate_date, units_per_peg, 4 as source_rank from pegs
),

best_legs as (
    select *
    from legs
    qualify row_number() over (partition by from_currency_code, to_currency_code, rate_date order by source_rank) = 1
),

-- Straight, else through the euro or the dollar.
ways as (
    select from_currency_code, to_currency_code, rate_date, rate, source_rank, '' as pivot_currency_code
    from best_legs
    where to_currency_code in (select targets.currency_code from targets)
    union all
    select
        first_leg.from_currency_code,
        second_leg.to_currency_code,
        first_leg.rate_date,
        first_leg.rate * second_leg.rate as rate,
        greatest(first_leg.source_rank, second_leg.source_rank, 3) as source_rank,
        first_leg.to_currency_code as pivot_currency_code
    from best_legs as first_leg
    inner join best_legs as second_leg
        on first_leg.to_currency_code = second_leg.from_currency_code and first_leg.rate_date = second_leg.rate_date
    where
        first_leg.to_currency_code in ('EUR', 'USD')
        and first_leg.from_currency_code <> second_leg.to_currency_code
        and second_leg.to_currency_code in (select targets.currency_code from targets)
),

-- A rate stands for its day and, where there is none, for the five days after it.
carried as (
    select ways.*, steps.carried_days, ways.rate_date + steps.carried_days as used_on_date
    from ways
    cross join (values (0), (1), (2), (3), (4), (5)) as steps (carried_days)
),

chosen as (
    select from_currency_code, to_currency_code, used_on_date as rate_date, rate, source_rank, carried_days
    from carried
    qualify row_number() over (
        partition by from_currency_code, to_currency_code, used_on_date
        order by source_rank, carried_days, pivot_currency_code
    ) = 1
),

rates as (
    select chosen.*
    from chosen
    inner join {{ ref('dim_date') }} as days on chosen.rate_date = days.calendar_date
    union all
    select
        targets.currency_code as from_currency_code,
        targets.currency_code as to_currency_code,
        days.calendar_date,
        1.0 as rate,
        0 as source_rank,
        0 as carried_days
    from targets
    cross join {{ ref('dim_date') }} as days
),

final as (
    select
        rates.from_currency_code,
        rates.to_currency_code,
        rates.rate_date,
        cast(rates.rate as decimal(20, 14)) as exchange_rate,
        case rates.source_rank
            when 0 then 'same' when 1 then 'given' when 2 then 'inverse' when 3 then 'cross' else 'peg'
        end as rate_source,
        cast(rates.carried_days as integer) as carried_days,
        coalesce(currencies.minor_unit, 2) as minor_unit
    from rates
    left join {{ ref('currency') }} as currencies on rates.to_currency_code = currencies.currency_code
)

select * from final
