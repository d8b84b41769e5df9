with order_lines as (

    {{ vendure_priced('order_line', 'lines.quantity', 'lines.ordered_quantity', 'lines.adjustments') }}

),

shipping_lines as (

    {{ vendure_priced('shipping_line', adjustments='lines.adjustments') }}

),

discounted as (

    select *, 'line/' || line_id as whole, {{ vendure_places('adjustments') }} as place
    from order_lines
    where is_sold
    union all by name
    select *, 'shipping/' || shipping_line_id as whole, {{ vendure_places('adjustments') }} as place
    from shipping_lines
    where is_sold

),

told as (

    select
        *,
        {{ vendure_field('adjustments', 'place', 'type') }} as adjustment_type,
        {{ vendure_field('adjustments', 'place', 'description') }} as adjustment_name,
        split_part({{ vendure_field('adjustments', 'place', 'adjustmentSource') }}, ':', 2) as promotion_id,
        cast({{ vendure_field('adjustments', 'place', 'amount') }} as double) as weight
    from discounted

),

shared as (

    select *, {{ vendure_share('(listed_minor - net_minor)', 'weight', 'source_name, whole') }} as discount_minor
    from told

),

promotions as (

    select * from {{ ref('base_vendure__promotion') }}

),

final as (

    select
        shared.whole || '/' || shared.place as discount_allocation_id,
        shared.order_id as sales_order_id,
        shared.line_id as sales_order_line_id,
        coalesce(nullif(promotions.coupon_code, ''), shared.adjustment_name) as discount_code,
        case
            when nullif(promotions.coupon_code, '') is not null then 'code'
            when shared.adjustment_type = 'OTHER' then 'manual'
            else 'automatic'
        end as discount_type,
        case
            when shared.line_id is null then 'shipping'
            when shared.adjustment_type = 'DISTRIBUTED_ORDER_PROMOTION' then 'order'
            else 'line'
        end as discount_scope_type,
        cast(null as varchar) as campaign_id,
        'us' as funded_by_type,
        cast(shared.placed_at as date) as order_date,
        shared.currency_code,
        {{ vendure_money('shared.discount_minor', 'shared.currency_code') }} as discount_amount,
        cast(null as decimal(18, 4)) as discount_tax_amount,
        shared.source_name,
        'vendure' as vendor,
        coalesce(greatest(shared.updated_at, shared.order_updated_at), shared._extracted_at) as updated_at,
        shared._is_deleted as is_deleted,
        shared._batch_id as batch_id
    from shared
    left join promotions
        on shared.source_name = promotions.source_name and shared.promotion_id = promotions.promotion_id

)

select * from final
