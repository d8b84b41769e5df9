with

lines as (
    select
        source_name,
        order_copy_id,
        count(*) as line_count,
        sum(ordered_qty) as ordered_qty,
        sum(shipped_qty) as shipped_qty,
        count(*) filter (where product_variant_id is null) as unmapped_line_count,
        sum(net_amount) filter (where product_variant_id is null) as unmapped_amount
    from {{ ref('order_copy_line') }} as lines
    where {{ alive('lines') }}
    group by source_name, order_copy_id
),

final as (
    select
        {{ source_key('copies', 'order_copy_id') }} as order_copy_key,
        copies.source_name,
        copies.origin_name,
        {{ or_unknown('orders.sales_order_key') }} as sales_order_key,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        copies.copy_number,
        copies.order_reference,
        -- A connector copies the number as it is; a person leaves out the sign before it.
        coalesce(copies.is_typed_by_hand, copies.order_reference <> orders.order_number, false) as is_typed_by_hand,
        coalesce(copies.is_cancelled, false) as is_cancelled,
        copies.entered_at,
        copies.order_date,
        copies.currency_code,
        copies.net_amount,
        copies.tax_amount,
        copies.total_amount,
        coalesce(lines.line_count, 0) as line_count,
        cast(lines.ordered_qty as decimal(18, 4)) as ordered_qty,
        cast(lines.shipped_qty as decimal(18, 4)) as shipped_qty,
        coalesce(lines.unmapped_line_count, 0) as unmapped_line_count,
        cast(coalesce(lines.unmapped_amount, 0) as decimal(18, 4)) as unmapped_amount
    from {{ ref('order_copy') }} as copies
    left join lines on copies.source_name = lines.source_name and copies.order_copy_id = lines.order_copy_id
    left join {{ ref('xref_order_number') }} as numbers
        on {{ comparable_number('copies.order_reference') }} = numbers.comparable_order_number
    left join {{ ref('fct_order') }} as orders on numbers.sales_order_key = orders.sales_order_key
    {{ join_entity('copies') }}
    where {{ alive('copies') }}
)

select * from final
