with

refunds as (
    select
        order_line_key,
        {{ total('refunded_qty') }} as refunded_qty,
        {{ total('net_amount') }} as refund_amount,
        {{ total('net_amount_group') }} as refund_amount_group,
        max(reason_code) as last_reason_code,
        max(refund_date) as last_refund_date
    from {{ ref('fct_refund_line') }}
    where not is_test
    group by order_line_key
),

shipped as (
    select order_line_key, {{ total('shipped_qty') }} as shipped_qty, max(ship_date) as last_ship_date
    from {{ ref('fct_shipped_line') }}
    group by order_line_key
),

final as (
    select
        lines.order_line_key,
        lines.source_name,
        lines.sales_order_line_id,
        lines.order_number,
        lines.order_date,
        lines.customer_key,
        lines.legal_entity_key,
        lines.channel_code,
        lines.order_type,
        lines.market_code,
        lines.country_code,
        lines.product_key,
        products.sku,
        products.style_code,
        products.category_name,
        lines.is_cancelled,
        lines.is_test,
        lines.ordered_qty,
        coalesce(shipped.shipped_qty, 0) as shipped_qty,
        coalesce(refunds.refunded_qty, 0) as refunded_qty,
        shipped.last_ship_date,
        refunds.last_refund_date,
        refunds.last_reason_code,
        lines.currency_code,
        lines.exchange_rate,
        lines.gross_amount,
        lines.discount_amount,
        lines.net_amount,
        lines.tax_amount,
        coalesce(refunds.refund_amount, 0) as refund_amount,
        prices.list_amount,
        prices.ticket_amount,
        prices.markdown_amount,
        prices.is_full_price,
        prices.list_price_basis_type,
        lines.gross_amount_group,
        lines.discount_amount_group,
        lines.net_amount_group,
        lines.tax_amount_group,
        coalesce(refunds.refund_amount_group, 0) as refund_amount_group,
        prices.markdown_amount_group,
        expected.expected_refund_amount_group,
        costs.cogs_book_amount_group as book_cost_amount_group,
        costs.cogs_landed_amount_group as landed_cost_amount_group
    from {{ ref('fct_order_line') }} as lines
    inner join {{ ref('dim_product') }} as products on lines.product_key = products.product_key
    left join {{ ref('fct_order_line_cost') }} as costs on lines.order_line_key = costs.order_line_key
    left join {{ ref('fct_order_line_price') }} as prices on lines.order_line_key = prices.order_line_key
    left join {{ ref('fct_expected_refund') }} as expected on lines.order_line_key = expected.order_line_key
    left join refunds on lines.order_line_key = refunds.order_line_key
    left join shipped on lines.order_line_key = shipped.order_line_key
)

select * from final
