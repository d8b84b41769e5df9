with

final as (
    select
        {{ source_key('recipes', 'bill_of_material_id') }} as bill_of_material_key,
        recipes.source_name,
        {{ or_unknown('products.product_key') }} as product_key,
        recipes.product_id,
        recipes.bill_of_material_type,
        recipes.output_qty,
        recipes.unit_code,
        recipes.scrap_pct,
        recipes.lead_time_days,
        recipes.valid_from_date,
        recipes.valid_to_date,
        recipes.is_active
    from {{ ref('bill_of_material') }} as recipes
    left join {{ ref('xref_product') }} as products
        on recipes.source_name = products.source_name and recipes.product_variant_id = products.product_variant_id
    where {{ alive('recipes') }}
)

select * from final
