with rates as (

    select * from {{ ref('base_aw_erp__currency_rates') }}

),

final as (

    select
        currency_rate_id as exchange_rate_id,
        from_currency_code,
        to_currency_code,
        'spot' as rate_type,
        rate_date,
        end_of_day_rate as exchange_rate,
        source_name,
        'aw_erp' as vendor,
        coalesce(modified_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from rates

)

select * from final
