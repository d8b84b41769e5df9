with

lines as (
    select order_line_key, product_key, order_date, ordered_qty, cost_amount_group
    from {{ ref('fct_order_line') }}
),

-- The receipts that supplied a line, as far as first in, first out allocates them.
allocated as (
    select
        uses.order_line_key,
        sum(uses.used_qty) as used_qty,
        -- Decimals are summed: a sum of doubles depends on the order of the rows.
        cast(
            sum(cast(uses.used_qty * landed.landed_amount_group / nullif(landed.accepted_qty, 0) as decimal(38, 10)))
            as double
        ) as landed_amount,
        count(*) filter (where landed.landed_amount_group is null) as missing_cost_count,
        max(case when landed.is_provisional then 1 else 0 end) as is_provisional,
        max(landed.trued_up_on) as trued_up_on
    from {{ ref('fct_stock_layer_use') }} as uses
    left join {{ ref('fct_landed_cost') }} as landed on uses.receipt_line_key = landed.receipt_line_key
    where uses.order_line_key is not null and uses.use_type = 'shipment'
    group by uses.order_line_key
),

-- Else what the last receipts of the product cost, on the day of the order.
received as (
    select
        product_key,
        receipt_date as valid_from_date,
        lead(receipt_date) over (partition by product_key order by receipt_date) - 1 as valid_to_date,
        sum(landed_amount_group) as landed_amount,
        sum(accepted_qty) as accepted_qty,
        max(case when is_provisional then 1 else 0 end) as is_provisional,
        max(trued_up_on) as trued_up_on
    from {{ ref('fct_landed_cost') }}
    where landed_amount_group is not null and accepted_qty > 0 and receipt_date is not null
    group by product_key, receipt_date
),

joined as (
    select
        lines.*,
        coalesce(
            allocated.used_qty >= lines.ordered_qty and allocated.missing_cost_count = 0, false
        ) as is_allocated,
        allocated.landed_amount * lines.ordered_qty / nullif(allocated.used_qty, 0) as allocated_amount,
        allocated.is_provisional as allocated_provisional,
        allocated.trued_up_on as allocated_on,
        lines.ordered_qty * received.landed_amount / nullif(received.accepted_qty, 0) as received_amount,
        received.is_provisional as received_provisional,
        received.trued_up_on as received_on
    from lines
    left join allocated on lines.order_line_key = allocated.order_line_key
    left join received
        on lines.product_key = received.product_key and {{ valid_on('received', 'lines.order_date') }}
),

-- What a source says that its goods cost has no freight and duty of its own: provisional.
chosen as (
    select
        *,
        case
            when is_allocated then allocated_amount
            when received_amount is not null then received_amount
            else cast(cost_amount_group as double)
        end as landed_amount,
        case
            when is_allocated then 'layer'
            when received_amount is not null then 'last_receipt'
            when cost_amount_group is not null then 'product_cost'
        end as landed_basis
    from joined
),

final as (
    select
        order_line_key,
        cost_amount_group as cogs_book_amount_group,
        {{ round_money('landed_amount', group_minor_unit()) }} as cogs_landed_amount_group,
        landed_basis,
        case landed_basis
            when 'layer' then allocated_provisional = 1
            when 'last_receipt' then received_provisional = 1
            else true
        end as is_provisional,
        case landed_basis when 'layer' then allocated_on when 'last_receipt' then received_on end as trued_up_on
    from chosen
)

select * from final
