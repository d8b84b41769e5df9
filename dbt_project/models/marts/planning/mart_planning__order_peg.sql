with

documents as (
    select purchase_order_line_key as supply_key, 'purchase' as supply_type, order_number
    from {{ ref('fct_purchase_order_line') }}
    union all
    select production_order_key as supply_key, 'production' as supply_type, order_number
    from {{ ref('fct_production_order') }}
),

purchases as (
    select purchase_order_line_key, order_number, supplier_key from {{ ref('fct_purchase_order_line') }}
),

final as (
    select
        pegs.order_line_key,
        lines.sales_order_key,
        lines.order_number,
        lines.customer_key,
        lines.channel_code,
        lines.market_code,
        lines.order_date,
        pegs.product_key,
        products.sku,
        products.product_name,
        products.colour_name,
        products.size_code,
        pegs.due_date,
        pegs.due_basis,
        pegs.open_qty,
        pegs.supply_type,
        coalesce(pegs.supply_key, '') as supply_key,
        documents.order_number as supply_number,
        pegs.supplier_key,
        suppliers.supplier_name,
        pegs.ready_date,
        pegs.late_days,
        pegs.cause_code,
        pegs.cause_code <> 'on_time' as is_late,
        pegs.material_product_key,
        materials.sku as material_sku,
        materials.product_name as material_name,
        purchases.order_number as material_supply_number,
        weavers.supplier_name as material_supplier_name,
        pegs.pegged_qty,
        {{ round_money(
            'lines.net_amount_group * pegs.pegged_qty / nullif(lines.ordered_qty, 0)', group_minor_unit()
        ) }} as net_amount_group
    from {{ source('forecasting', 'order_peg') }} as pegs
    inner join {{ ref('fct_order_line') }} as lines on pegs.order_line_key = lines.order_line_key
    inner join {{ ref('dim_product') }} as products on pegs.product_key = products.product_key
    left join documents
        on pegs.supply_type = documents.supply_type and pegs.supply_key = documents.supply_key
    left join {{ ref('dim_supplier') }} as suppliers on pegs.supplier_key = suppliers.supplier_key
    left join {{ ref('dim_product') }} as materials on pegs.material_product_key = materials.product_key
    left join purchases on pegs.material_supply_key = purchases.purchase_order_line_key
    left join {{ ref('dim_supplier') }} as weavers on purchases.supplier_key = weavers.supplier_key
)

select * from final
