with prices as (

    select * from {{ ref('base_vendure__product_variant_price') }}

),

final as (

    select
        price_id,
        variant_id as product_variant_id,
        'selling' as price_type,
        cast(null as varchar) as country_code,
        currency_code,
        {{ vendure_money('price_minor', 'prices.currency_code') }} as price_amount,
        cast(updated_at as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        source_name,
        'vendure' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from prices

)

select * from final
