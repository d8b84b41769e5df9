with

-- Who declares to one state for all of the Union converts at the rate that the central bank publishes for the last day
-- of the period, a quarter or for imports a month; where none is published that day, at that of the next day.
published as (
    select
        from_currency_code,
        to_currency_code,
        minor_unit,
        case
            when rate_date = last_day(rate_date) then rate_date
            else last_day(cast(rate_date - interval 1 month as date))
        end as period_end_date,
        min_by(exchange_rate, rate_date) as exchange_rate
    from {{ ref('fct_exchange_rate_spot') }}
    where carried_days = 0 and (rate_date = last_day(rate_date) or day(rate_date) <= 5)
    group by all
),

lines as (
    select
        *,
        cast(date_trunc('month', tax_date) as date) as month_start_date,
        case tax_scheme_type
            when 'oss' then last_day(cast(date_trunc('quarter', tax_date) + interval 2 month as date))
            when 'ioss' then last_day(tax_date)
        end as declared_until_date
    from {{ ref('fct_tax_line') }}
    where not is_test
),

report as (
    select
        legal_entity_key,
        month_start_date,
        tax_basis_type,
        tax_scheme_type,
        country_code,
        tax_pct,
        liable_party_type,
        currency_code,
        min(declared_until_date) as declared_until_date,
        case when min(declared_until_date) is not null then 'EUR' end as declared_currency_code,
        count(*) as tax_line_count,
        cast(sum(base_amount) as decimal(18, 4)) as base_amount,
        cast(sum(tax_amount) as decimal(18, 4)) as tax_amount,
        cast(sum(tax_amount_local) as decimal(18, 4)) as tax_amount_local,
        cast(sum(tax_amount_group) as decimal(18, 4)) as tax_amount_group,
        count(*) filter (where base_amount is null) as missing_base_line_count,
        count(*) filter (where tax_scheme_type is null) as missing_scheme_line_count,
        count(*) filter (where is_rate_missing) as missing_rate_line_count
    from lines
    group by
        legal_entity_key, month_start_date, tax_basis_type, tax_scheme_type, country_code, tax_pct, liable_party_type,
        currency_code
),

final as (
    select
        report.*,
        {{ to_local('report.base_amount', 'report.currency_code', 'report.declared_currency_code', 'published') }}
            as declared_base_amount,
        {{ to_local('report.tax_amount', 'report.currency_code', 'report.declared_currency_code', 'published') }}
            as declared_tax_amount
    from report
    left join published
        on
            report.currency_code = published.from_currency_code
            and report.declared_currency_code = published.to_currency_code
            and report.declared_until_date = published.period_end_date
)

select * from final
