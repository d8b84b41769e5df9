with products as (

    select * from {{ ref('base_aw_web__products') }}

),

final as (

    select
        product_id as product_variant_id,
        product_model_id as product_id,
        product_number as sku,
        cast(null as varchar) as barcode,
        name as variant_name,
        colour as colour_name,
        size as size_code,
        cast(null as varchar) as unit_code,
        cast(null as boolean) as is_sold_without_stock,
        source_name,
        'aw_web' as vendor,
        coalesce(modified_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from products

)

select * from final
