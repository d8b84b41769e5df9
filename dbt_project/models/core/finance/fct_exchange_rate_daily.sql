with

final as (
    select from_currency_code, to_currency_code, rate_date, exchange_rate, rate_source, carried_days, minor_unit
    from {{ ref('fct_exchange_rate_spot') }}
    where to_currency_code = {{ group_currency() }}
)

select * from final
