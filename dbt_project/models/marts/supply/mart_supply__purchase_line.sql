with

first_promises as (
    select purchase_order_line_key, first_promised_date
    from {{ ref('fct_purchase_promise_history') }}
    where is_current
),

-- A promise is kept or broken by what was said first; a line of which nothing was promised, by what was asked.
lines as (
    select
        lines.*,
        first_promises.first_promised_date,
        clocks.incoterm_code as judged_incoterm_code,
        clocks.handover_date,
        clocks.clock_stop_code,
        clocks.clock_stop_date,
        clocks.is_in_full,
        coalesce(first_promises.first_promised_date, lines.promised_date, lines.requested_date) as due_date
    from {{ ref('fct_purchase_order_line') }} as lines
    inner join {{ ref('fct_purchase_line_clock') }} as clocks
        on lines.purchase_order_line_key = clocks.purchase_order_line_key
    left join first_promises on lines.purchase_order_line_key = first_promises.purchase_order_line_key
    where lines.purchase_order_status is distinct from 'cancelled' and lines.ordered_qty > 0
),

-- The day of the last goods decides, at the place where the supplier's part ends: what came late was late, even if the
-- first parcel was not.
judged as (
    select
        *,
        coalesce(due_date <= {{ as_of() }}, false) as is_due,
        coalesce(clock_stop_date <= due_date, false) as is_on_time
    from lines
),

compared as (
    select
        judged.*,
        {{ computed_to_group(extended('judged.received_qty', 'judged.unit_price_amount')) }} as paid_amount_group,
        {{ computed_to_group(
            extended('judged.received_qty', 'costs.unit_cost_amount'), 'cost_rates'
        ) }} as standard_amount_group
    from judged
    left join {{ ref('fct_product_cost') }} as costs
        on judged.product_key = costs.product_key and {{ valid_on('costs', 'judged.order_date') }}
    {{ join_rate('judged.currency_code', 'judged.order_date') }}
    {{ join_rate('costs.currency_code', 'judged.order_date', alias='cost_rates') }}
),

final as (
    select
        compared.purchase_order_line_key,
        compared.order_number,
        compared.supplier_key,
        suppliers.supplier_name,
        compared.product_key,
        products.sku,
        products.category_name,
        compared.order_date,
        compared.requested_date,
        compared.first_promised_date,
        compared.promised_date,
        compared.due_date,
        compared.first_receipt_date,
        compared.last_receipt_date,
        compared.judged_incoterm_code as incoterm_code,
        compared.handover_date,
        compared.clock_stop_code,
        compared.clock_stop_date,
        compared.ordered_qty,
        compared.quantity_tolerance_pct,
        compared.received_qty,
        compared.rejected_qty,
        compared.is_due,
        compared.is_due and compared.is_on_time as is_on_time,
        compared.is_due and compared.is_in_full as is_in_full,
        compared.is_due and compared.is_on_time and compared.is_in_full as is_on_time_in_full,
        cast(compared.due_date - compared.order_date as integer) as promised_days,
        cast(compared.first_receipt_date - compared.order_date as integer) as first_receipt_days,
        case when compared.is_in_full then cast(compared.last_receipt_date - compared.order_date as integer) end
            as lead_days,
        case when compared.is_in_full then cast(compared.clock_stop_date - compared.due_date as integer) end
            as late_days,
        compared.currency_code,
        compared.unit_price_amount,
        compared.net_amount_group,
        cast(compared.paid_amount_group - compared.standard_amount_group as decimal(18, 4))
            as price_variance_amount_group
    from compared
    inner join {{ ref('dim_supplier') }} as suppliers on compared.supplier_key = suppliers.supplier_key
    inner join {{ ref('dim_product') }} as products on compared.product_key = products.product_key
)

select * from final
