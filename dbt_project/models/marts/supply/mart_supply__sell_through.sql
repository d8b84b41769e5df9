with

-- Materials are used, not sold.
materials as (
    select distinct parts.component_product_key as product_key
    from {{ ref('fct_bill_of_material_line') }} as parts
    left join {{ ref('fct_order_line') }} as sold on parts.component_product_key = sold.product_key
    where sold.product_key is null
),

layers as (
    select stocked.*
    from {{ ref('fct_stock_layer') }} as stocked
    left join materials on stocked.product_key = materials.product_key
    where
        {{ keeps_books_of_stock('stocked.source_name') }}
        and not {{ is_replaced('stocked.source_name') }}
        and materials.product_key is null
),

-- Goods that came back are on sale again; they are no supply of their own and take back a sale.
supplied as (
    select
        product_key,
        min(first_receipt_date) as first_receipt_date,
        {{ total('received_qty', "layer_type <> 'return'") }} as supplied_qty,
        {{ total('received_qty', "layer_type = 'return'") }} as returned_qty
    from layers
    group by product_key
),

used as (
    select
        uses.product_key,
        {{ total('uses.used_qty', "uses.use_type = 'shipment'") }} as shipped_qty,
        {{ total('uses.used_qty', "uses.use_type <> 'shipment'") }} as written_off_qty
    from {{ ref('fct_stock_layer_use') }} as uses
    inner join layers on uses.stock_layer_key = layers.stock_layer_key
    group by uses.product_key
),

final as (
    select
        supplied.product_key,
        products.sku,
        products.style_code,
        products.size_code,
        products.category_name,
        supplied.first_receipt_date,
        {{ as_of() }} as as_of_date,
        cast(({{ as_of() }} - supplied.first_receipt_date) // 7 as integer) as weeks_since_receipt,
        supplied.supplied_qty,
        cast(coalesce(used.shipped_qty, 0) - supplied.returned_qty as decimal(18, 4)) as sold_qty,
        cast(coalesce(used.written_off_qty, 0) as decimal(18, 4)) as written_off_qty,
        {{ ratio('(coalesce(used.shipped_qty, 0) - supplied.returned_qty)', 'supplied.supplied_qty') }}
            as sell_through_pct
    from supplied
    left join used on supplied.product_key = used.product_key
    inner join {{ ref('dim_product') }} as products on supplied.product_key = products.product_key
)

select * from final
