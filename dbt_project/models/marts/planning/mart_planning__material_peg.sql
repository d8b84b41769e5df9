with

final as (
    select
        pegs.product_key,
        materials.sku,
        materials.product_name,
        materials.unit_code,
        pegs.parent_product_key,
        parents.sku as parent_sku,
        parents.product_name as parent_product_name,
        pegs.week_start_date,
        pegs.is_firm,
        pegs.parent_qty,
        pegs.needed_qty
    from {{ source('forecasting', 'material_peg') }} as pegs
    inner join {{ ref('dim_product') }} as materials on pegs.product_key = materials.product_key
    inner join {{ ref('dim_product') }} as parents on pegs.parent_product_key = parents.product_key
)

select * from final
