with rates as (

    select * from {{ ref('base_salesforce__dated_conversion_rates') }}

),

currencies as (

    select * from {{ ref('base_salesforce__currency_types') }}

),

corporate as (

    select source_name, min(iso_code) as currency_code
    from currencies
    where is_corporate
    group by source_name

),

final as (

    select
        rates.id as exchange_rate_id,
        rates.iso_code as from_currency_code,
        corporate.currency_code as to_currency_code,
        'spot' as rate_type,
        rates.start_date as rate_date,
        cast(1 / nullif(rates.conversion_rate, 0) as decimal(18, 8)) as exchange_rate,
        rates.source_name,
        'salesforce' as vendor,
        coalesce(cast(rates.start_date as timestamp), rates._extracted_at) as updated_at,
        rates._is_deleted as is_deleted,
        rates._batch_id as batch_id
    from rates
    left join corporate on rates.source_name = corporate.source_name

)

select * from final
