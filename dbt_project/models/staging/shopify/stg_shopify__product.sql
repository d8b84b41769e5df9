with products as (

    select * from {{ ref('base_shopify__products') }}

),

final as (

    select
        replace(product_id, 'gid://shopify/Product/', '') as product_id,
        upper(handle) as product_code,
        title as product_name,
        category_name,
        nullif(regexp_extract(tags, '"((SS|AW|FW)[0-9][0-9]|CORE)"', 1), '') as season_code,
        'finished' as product_type,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from products

)

select * from final
