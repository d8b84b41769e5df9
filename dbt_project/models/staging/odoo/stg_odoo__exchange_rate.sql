with rates as (

    select * from {{ ref('base_odoo__res_currency_rate') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(rates.rate_id as varchar) as exchange_rate_id,
        'EUR' as from_currency_code,
        currencies.currency_code as to_currency_code,
        'spot' as rate_type,
        rates.rate_date,
        rates.rate as exchange_rate,
        rates.source_name,
        'odoo' as vendor,
        coalesce(rates.write_date, rates._extracted_at) as updated_at,
        rates._is_deleted as is_deleted,
        rates._batch_id as batch_id
    from rates
    left join currencies
        on rates.source_name = currencies.source_name and rates.currency_id = currencies.currency_id

)

select * from final
