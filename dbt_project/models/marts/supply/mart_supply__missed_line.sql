with

-- Lines that were due and are late, short or not there: day and quantity decide as in the scores of suppliers.
missed as (
    select
        lines.*,
        coalesce(lines.promised_date, lines.requested_date) as due_date,
        lines.ordered_qty - least(lines.received_qty, lines.ordered_qty) as missing_qty,
        if(clocks.is_in_full, lines.last_receipt_date, {{ as_of() }}) as awaited_until
    from {{ ref('fct_purchase_order_line') }} as lines
    inner join {{ ref('fct_purchase_line_clock') }} as clocks
        on lines.purchase_order_line_key = clocks.purchase_order_line_key
    where
        lines.purchase_order_status is distinct from 'cancelled' and lines.ordered_qty > 0
        and coalesce(lines.promised_date, lines.requested_date) <= {{ as_of() }}
        and not coalesce(
            clocks.is_in_full and clocks.clock_stop_date <= coalesce(lines.promised_date, lines.requested_date), false
        )
),

shipped as (
    select order_line_key, {{ total('shipped_qty') }} as shipped_qty, max(ship_date) as last_ship_date
    from {{ ref('fct_shipped_line') }}
    group by order_line_key
),

short as (
    select order_line_key, {{ total('refunded_qty') }} as short_qty
    from {{ ref('fct_refund_line') }}
    where reversal_type = 'cancellation'
    group by order_line_key
),

-- Orders of the same article while it was awaited, of which something had to wait, or never left. Whose goods a
-- delivery would have been nobody recorded: the link is by article.
touched as (
    select
        missed.purchase_order_line_key,
        lines.order_line_key,
        lines.sales_order_key,
        lines.order_number,
        lines.order_date,
        lines.customer_key,
        shipped.last_ship_date,
        lines.ordered_qty,
        coalesce(short.short_qty, 0) as short_qty,
        lines.net_amount_group
    from missed
    inner join {{ ref('fct_order_line') }} as lines
        on
            missed.product_key = lines.product_key
            and missed.product_key <> 'unknown'
            and missed.awaited_until >= lines.order_date
    left join shipped on lines.order_line_key = shipped.order_line_key
    left join short on lines.order_line_key = short.order_line_key
    where
        not lines.is_test
        and (
            (shipped.last_ship_date > missed.due_date and shipped.last_ship_date > lines.order_date + 2)
            or (shipped.order_line_key is null and not lines.is_cancelled and lines.order_date >= missed.due_date - 7)
            or (coalesce(short.short_qty, 0) > 0 and lines.order_date >= missed.due_date - 7)
        )
),

final as (
    select
        missed.purchase_order_line_key || '|' || coalesce(touched.order_line_key, 'none') as missed_line_key,
        missed.purchase_order_line_key,
        missed.order_number as purchase_order_number,
        missed.supplier_key,
        suppliers.supplier_name,
        missed.product_key,
        products.sku,
        missed.due_date,
        missed.last_receipt_date,
        cast(missed.awaited_until - missed.due_date as integer) as late_days,
        missed.ordered_qty as purchased_qty,
        missed.missing_qty,
        touched.order_line_key,
        touched.sales_order_key,
        touched.order_number,
        touched.order_date,
        touched.customer_key,
        touched.last_ship_date,
        touched.ordered_qty,
        touched.short_qty,
        touched.net_amount_group,
        if(touched.order_line_key is null, null, 'allocated') as link_type
    from missed
    left join touched on missed.purchase_order_line_key = touched.purchase_order_line_key
    inner join {{ ref('dim_supplier') }} as suppliers on missed.supplier_key = suppliers.supplier_key
    inner join {{ ref('dim_product') }} as products on missed.product_key = products.product_key
)

select * from final
