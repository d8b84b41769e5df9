with

-- Shops whose orders some system copies; what is never copied has nothing to agree with.
copied_shops as (
    select origin_name
    from {{ ref('fct_order_copy') }}
    group by origin_name
),

copies as (
    select
        *,
        count(*) over (partition by sales_order_key) as copy_count,
        row_number() over (partition by sales_order_key order by entered_at, order_copy_key) as place,
        max(entered_at) over (partition by source_name) as last_entered_at
    from {{ ref('fct_order_copy') }}
    where sales_order_key <> 'unknown'
),

-- What left, as the warehouse says that sends by the order's number; where none does, as the shop says.
picked as (
    select
        numbers.sales_order_key, -sum(moves.moved_qty) as shipped_qty, max(moves.movement_date) as last_ship_date
    from {{ ref('fct_stock_movement') }} as moves
    inner join {{ ref('xref_order_number') }} as numbers
        on {{ comparable_number('moves.reference_id') }} = numbers.comparable_order_number
    where moves.movement_type = 'shipment' and moves.reference_type = 'sales_order'
    group by numbers.sales_order_key
),

sent as (
    select
        parts.source_name || ':' || parts.sales_order_id as sales_order_key, sum(parts.shipped_qty) as shipped_qty,
        max(parts.ship_date) as last_ship_date
    from {{ ref('fulfillment_line') }} as parts
    where {{ alive('parts') }}
    group by parts.source_name, parts.sales_order_id
),

edited as (
    select edits.source_name, edits.sales_order_id, count(*) as edit_count
    from {{ ref('order_edit') }} as edits
    where {{ alive('edits') }} and edits.edit_type not in ('order', 'placement', 'placed')
    group by edits.source_name, edits.sales_order_id
),

cards as (
    select moves.source_name, moves.sales_order_id
    from {{ ref('stored_value_movement') }} as moves
    where {{ alive('moves') }} and moves.value_movement_type = 'sold' and moves.sales_order_id is not null
    group by moves.source_name, moves.sales_order_id
),

charged as (
    select
        sales_order_key,
        sum(net_amount) filter (where charge_type = 'shipping') as shipping_amount,
        sum(net_amount) filter (where charge_type <> 'shipping') as duty_amount
    from {{ ref('fct_charge_line') }}
    group by sales_order_key
),

given_off as (
    select sales_order_key, sum(discount_amount) as discount_amount
    from {{ ref('fct_order_line') }}
    group by sales_order_key
),

final as (
    select
        orders.sales_order_key,
        orders.source_name,
        orders.order_number,
        orders.order_date,
        orders.ordered_at,
        orders.is_test,
        orders.is_cancelled,
        orders.is_intercompany,
        cards.sales_order_id is not null or orders.line_count = 0 as is_gift_card,
        coalesce(edited.edit_count, 0) as edit_count,
        orders.currency_code,
        orders.total_amount,
        orders.tax_amount,
        cast(coalesce(charged.shipping_amount, orders.shipping_amount, 0) as decimal(18, 4)) as shipping_amount,
        cast(coalesce(charged.duty_amount, 0) as decimal(18, 4)) as duty_amount,
        cast(coalesce(given_off.discount_amount, 0) as decimal(18, 4)) as discount_amount,
        cast(coalesce(picked.shipped_qty, sent.shipped_qty) as decimal(18, 4)) as shipped_qty,
        coalesce(picked.last_ship_date, sent.last_ship_date) as last_ship_date,
        coalesce(copies.copy_count, 0) as copy_count,
        copies.order_copy_key,
        copies.source_name as copy_source_name,
        {{ or_unknown('copies.legal_entity_key') }} as legal_entity_key,
        copies.entered_at,
        coalesce(copies.is_typed_by_hand, false) as is_typed_by_hand,
        copies.is_cancelled as copy_is_cancelled,
        copies.currency_code as copy_currency_code,
        copies.total_amount as copy_total_amount,
        copies.tax_amount as copy_tax_amount,
        copies.ordered_qty as copy_ordered_qty,
        copies.shipped_qty as copy_shipped_qty,
        copies.last_entered_at as copies_until_at,
        copies.unmapped_line_count,
        copies.unmapped_amount
    from {{ ref('fct_order') }} as orders
    inner join copied_shops on orders.source_name = copied_shops.origin_name
    left join copies on orders.sales_order_key = copies.sales_order_key and copies.place = 1
    left join picked on orders.sales_order_key = picked.sales_order_key
    left join sent on orders.sales_order_key = sent.sales_order_key
    left join charged on orders.sales_order_key = charged.sales_order_key
    left join given_off on orders.sales_order_key = given_off.sales_order_key
    left join edited on orders.source_name = edited.source_name and orders.sales_order_id = edited.sales_order_id
    left join cards on orders.source_name = cards.source_name and orders.sales_order_id = cards.sales_order_id
)

select * from final
