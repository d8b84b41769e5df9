-- What customers have paid for and what is not theirs yet: owed to them until it is, by the terms of its shipment.
-- A gift card that an order sells is owed as stored value and not here.
with

paid as (
    select
        sales_order_key,
        currency_code,
        min(payment_date) filter (where payment_amount > 0) as paid_date,
        {{ total('payment_amount') }} as paid_amount,
        case when count(*) = count(payment_amount_group) then {{ total('payment_amount_group') }} end
            as paid_amount_group
    from {{ ref('fct_payment') }}
    where is_successful and not is_test and sales_order_key <> 'unknown' and payment_date <= {{ as_of() }}
    group by sales_order_key, currency_code
),

cancelled as (
    select order_line_key, sum(refunded_qty) as cancelled_qty
    from {{ ref('fct_refund_line') }}
    where reversal_type = 'cancellation' and refund_date <= {{ as_of() }}
    group by order_line_key
),

handed_over as (
    select
        order_line_key,
        sum(shipped_qty) as transferred_qty,
        sum(net_amount + coalesce(tax_amount, 0)) as transferred_amount
    from {{ ref('fct_shipped_line') }}
    where cast(transferred_at as date) <= {{ as_of() }}
    group by order_line_key
),

goods as (
    select
        lines.sales_order_key,
        sum(greatest(
            lines.ordered_qty - coalesce(cancelled.cancelled_qty, 0) - coalesce(handed_over.transferred_qty, 0), 0
        )) as open_qty,
        {{ total('handed_over.transferred_amount') }} as transferred_amount
    from {{ ref('fct_order_line') }} as lines
    left join cancelled on lines.order_line_key = cancelled.order_line_key
    left join handed_over on lines.order_line_key = handed_over.order_line_key
    where not lines.is_test and not lines.is_cancelled
    group by lines.sales_order_key
),

-- Shipping and the like are earned with the first goods.
charged as (
    select sales_order_key, {{ total('net_amount + coalesce(tax_amount, 0)') }} as charge_amount
    from {{ ref('fct_charge_line') }}
    group by sales_order_key
),

stored as (
    select sales_order_key, {{ total('movement_amount') }} as stored_amount
    from {{ ref('fct_stored_value_movement') }}
    where effect_type = 'liability' and sales_order_key <> 'unknown'
    group by sales_order_key
),

owed as (
    select
        paid.*,
        goods.open_qty,
        cast(
            goods.transferred_amount
            + case when goods.transferred_amount > 0 then coalesce(charged.charge_amount, 0) else 0 end
            + coalesce(stored.stored_amount, 0) as decimal(18, 4)
        ) as transferred_amount
    from paid
    inner join goods on paid.sales_order_key = goods.sales_order_key
    left join charged on paid.sales_order_key = charged.sales_order_key
    left join stored on paid.sales_order_key = stored.sales_order_key
    where goods.open_qty > 0
),

final as (
    select
        owed.sales_order_key,
        orders.source_name,
        orders.order_number,
        orders.legal_entity_key,
        orders.market_code,
        orders.order_date,
        owed.paid_date,
        cast({{ as_of() }} - owed.paid_date as integer) as age_days,
        cast(owed.open_qty as decimal(18, 4)) as open_qty,
        owed.currency_code,
        owed.paid_amount,
        owed.transferred_amount,
        cast(owed.paid_amount - owed.transferred_amount as decimal(18, 4)) as deposit_amount,
        {{ to_group('(owed.paid_amount - owed.transferred_amount)') }} as deposit_amount_group,
        {{ to_group('(owed.paid_amount - owed.transferred_amount)') }}
        - {{ round_money(
            'cast(owed.paid_amount_group as double)'
            ~ ' * (owed.paid_amount - owed.transferred_amount) / nullif(owed.paid_amount, 0)',
            group_minor_unit()
        ) }} as translation_amount_group
    from owed
    inner join {{ ref('fct_order') }} as orders on owed.sales_order_key = orders.sales_order_key
    {{ join_rate('owed.currency_code', as_of(), rate_type='closing') }}
    where owed.paid_amount > owed.transferred_amount
)

select * from final
