{# A recipe for a whole style makes each of the style's variants. -#}
with recipes as (

    select * from {{ ref('bill_of_material') }} as found
    where {{ alive('found') }}

),

of_styles as (

    select distinct recipes.source_name, recipes.bill_of_material_id, products.product_key
    from recipes
    inner join {{ ref('product_variant') }} as variants
        on recipes.source_name = variants.source_name and recipes.product_id = variants.product_id
    inner join {{ ref('xref_product') }} as products
        on variants.source_name = products.source_name and variants.product_variant_id = products.product_variant_id
    where recipes.product_variant_id is null and {{ alive('variants') }}

),

made as (

    select recipes.source_name, recipes.bill_of_material_id, products.product_key
    from recipes
    inner join {{ ref('xref_product') }} as products
        on recipes.source_name = products.source_name and recipes.product_variant_id = products.product_variant_id
    union all
    select source_name, bill_of_material_id, product_key from of_styles

),

final as (
    select
        {{ source_key('recipes', 'bill_of_material_id') }} as bill_of_material_key,
        recipes.source_name,
        {{ or_unknown('made.product_key') }} as product_key,
        recipes.product_id,
        recipes.product_variant_id is not null as is_of_variant,
        recipes.bill_of_material_type,
        recipes.output_qty,
        recipes.unit_code,
        recipes.scrap_pct,
        recipes.lead_time_days,
        recipes.valid_from_date,
        recipes.valid_to_date,
        recipes.is_active,
        recipes.priority_number
    from recipes
    left join made
        on recipes.source_name = made.source_name and recipes.bill_of_material_id = made.bill_of_material_id
)

select * from final
