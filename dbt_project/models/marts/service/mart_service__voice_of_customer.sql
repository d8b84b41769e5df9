with

-- The purchase that a sold unit came from, as stock is used up first in, first out.
batches as (
    select
        uses.order_line_key,
        max_by(purchases.order_number, uses.used_qty) as batch_number,
        max_by(suppliers.supplier_name, uses.used_qty) as supplier_name
    from {{ ref('fct_stock_layer_use') }} as uses
    inner join {{ ref('fct_stock_layer') }} as layers on uses.stock_layer_key = layers.stock_layer_key
    inner join {{ ref('fct_receipt_line') }} as receipts on layers.receipt_line_key = receipts.receipt_line_key
    inner join {{ ref('fct_purchase_order_line') }} as purchases
        on receipts.purchase_order_line_key = purchases.purchase_order_line_key
    inner join {{ ref('dim_supplier') }} as suppliers on purchases.supplier_key = suppliers.supplier_key
    where uses.order_line_key is not null
    group by uses.order_line_key
),

carriers as (
    select order_line_key, min(carrier_code) as carrier_code
    from {{ ref('fct_fulfillment_line') }}
    where order_line_key is not null
    group by order_line_key
),

lines as (
    select
        lines.order_line_key,
        lines.market_code,
        lines.order_date,
        lines.ordered_qty,
        products.style_code,
        products.size_code,
        products.category_name,
        coalesce(carriers.carrier_code, 'unknown') as carrier_code,
        coalesce(batches.batch_number, 'unknown') as batch_number,
        coalesce(batches.supplier_name, 'unknown') as supplier_name
    from {{ ref('fct_order_line') }} as lines
    inner join {{ ref('dim_product') }} as products on lines.product_key = products.product_key
    left join batches on lines.order_line_key = batches.order_line_key
    left join carriers on lines.order_line_key = carriers.order_line_key
    where not lines.is_test and not lines.is_cancelled and {{ went_to_a_consumer('lines') }}
),

returns as (
    select
        order_line_key,
        coalesce(reason_code, 'unknown') as reason_code,
        {{ total('refunded_qty') }} as returned_qty,
        {{ total('net_amount_group') }} as refund_amount_group
    from {{ ref('fct_refund_line') }}
    where not is_test and not is_cancelled and reversal_type in ('customer_return', 'exchange')
    group by order_line_key, reason_code
),

{% set subjects = ['style_code', 'size_code', 'category_name', 'carrier_code', 'batch_number', 'supplier_name'] %}
sold as (
    {%- for subject in subjects %}
    select
        '{{ subject.rsplit("_", 1)[0] }}' as subject_type,
        coalesce({{ subject }}, 'unknown') as subject_code,
        market_code,
        cast(date_trunc('month', order_date) as date) as order_month,
        sum(ordered_qty) as ordered_qty
    from lines
    where market_code <> 'unknown'
    group by all
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

complained as (
    {%- for subject in subjects %}
    select
        '{{ subject.rsplit("_", 1)[0] }}' as subject_type,
        coalesce(lines.{{ subject }}, 'unknown') as subject_code,
        lines.market_code,
        cast(date_trunc('month', lines.order_date) as date) as order_month,
        returns.reason_code,
        sum(returns.returned_qty) as returned_qty,
        sum(returns.refund_amount_group) as refund_amount_group
    from returns
    inner join lines on returns.order_line_key = lines.order_line_key
    where lines.market_code <> 'unknown'
    group by all
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

-- By the month of the order, so that units returned are a share of those that could come back.
final as (
    select
        sold.subject_type,
        sold.subject_code,
        sold.market_code,
        sold.order_month,
        coalesce(complained.reason_code, 'none') as reason_code,
        cast(sold.ordered_qty as decimal(18, 4)) as ordered_qty,
        cast(coalesce(complained.returned_qty, 0) as decimal(18, 4)) as returned_qty,
        cast(coalesce(complained.refund_amount_group, 0) as decimal(18, 4)) as refund_amount_group,
        {{ ratio('coalesce(complained.returned_qty, 0)', 'sold.ordered_qty') }} as return_pct
    from sold
    left join complained
        on
            sold.subject_type = complained.subject_type and sold.subject_code = complained.subject_code
            and sold.market_code = complained.market_code and sold.order_month = complained.order_month
)

select * from final
