with prices as (

    select * from {{ ref('base_aw_erp__list_prices') }}

),

final as (

    select
        product_id || '|' || cast(valid_from_date as varchar) as price_id,
        product_id as product_variant_id,
        'list' as price_type,
        cast(null as varchar) as country_code,
        'USD' as currency_code,
        list_price_amount as price_amount,
        valid_from_date,
        valid_to_date,
        source_name,
        'aw_erp' as vendor,
        coalesce(modified_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from prices

)

select * from final
