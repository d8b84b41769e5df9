-- The ERP overwrites the planned date when a supplier moves it; what it was at first stands in the tracked changes. A
-- first change within a fortnight of the order is the confirmation; a later one moves what was promised until then.
with lines as (

    select * from {{ ref('base_odoo__purchase_order_line') }}
    where display_type is null

),

orders as (

    select * from {{ ref('base_odoo__purchase_order') }}

),

changes as (

    select
        messages.source_name,
        messages.record_id as order_id,
        min_by(tracked.old_date, messages.message_at) as first_wish,
        min_by(tracked.new_date, messages.message_at) as first_promise,
        min(messages.message_at) as first_change_at
    from {{ ref('base_odoo__mail_tracking_value') }} as tracked
    inner join {{ ref('base_odoo__mail_message') }} as messages
        on tracked.source_name = messages.source_name and tracked.message_id = messages.message_id
    where
        messages.model_name = 'purchase.order'
        and coalesce(tracked.old_date, tracked.new_date) is not null
    group by messages.source_name, messages.record_id

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(lines.line_id as varchar) as purchase_order_line_id,
        cast(lines.order_id as varchar) as purchase_order_id,
        cast(lines.product_id as varchar) as product_variant_id,
        cast(lines.create_date as date) as order_date,
        cast(coalesce(changes.first_wish, lines.date_planned) as date) as requested_date,
        cast(coalesce(
            case
                when changes.first_change_at <= lines.create_date + interval 14 day then changes.first_promise
                else changes.first_wish
            end,
            lines.date_planned
        ) as date) as promised_date,
        lines.ordered_quantity as ordered_qty,
        currencies.currency_code,
        cast(lines.unit_price_amount as decimal(18, 4)) as unit_price_amount,
        lines.net_amount,
        cast(null as decimal(18, 8)) as quantity_tolerance_pct,
        lines.source_name,
        'odoo' as vendor,
        coalesce(lines.write_date, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from lines
    left join changes
        on lines.source_name = changes.source_name and lines.order_id = changes.order_id
    left join orders
        on lines.source_name = orders.source_name and lines.order_id = orders.order_id
    left join currencies
        on
            lines.source_name = currencies.source_name
            and coalesce(lines.currency_id, orders.currency_id) = currencies.currency_id
    where not {{ odoo_is_price_request('coalesce(orders.state, lines.state)') }}

)

select * from final
