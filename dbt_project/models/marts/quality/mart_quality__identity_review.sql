with

sums as (
    select 'customer' as entity, customer_key as entity_key, net_amount_group
    from {{ ref('fct_order_line') }}
    where not is_test and not is_cancelled
    union all
    select 'customer' as entity, customer_key as entity_key, -net_amount_group as net_amount_group
    from {{ ref('fct_refund_line') }}
    where not is_test and not is_cancelled
    union all
    select 'product' as entity, product_key as entity_key, net_amount_group
    from {{ ref('fct_order_line') }}
    where not is_test and not is_cancelled
    union all
    select 'supplier' as entity, supplier_key as entity_key, net_amount_group
    from {{ ref('fct_purchase_order_line') }}
    where purchase_order_status is distinct from 'cancelled'
),

asked as (
    select entity, entity_key from {{ source('identity', 'review_item') }}
    union
    select entity, other_key from {{ source('identity', 'review_item') }}
),

money as (
    select sums.entity, sums.entity_key, sum(sums.net_amount_group) as amount_group
    from sums
    inner join asked on sums.entity = asked.entity and sums.entity_key = asked.entity_key
    group by sums.entity, sums.entity_key
),

-- Records of places say whose address they are in digests, which do not belong into a file for everyone.
priced as (
    select
        items.*,
        coalesce(money.amount_group, 0)
        + case when items.entity_key = items.other_key then 0 else coalesce(other_money.amount_group, 0) end
            as stake
    from {{ source('identity', 'review_item') }} as items
    left join money on items.entity = money.entity and items.entity_key = money.entity_key
    left join money as other_money
        on items.entity = other_money.entity and items.other_key = other_money.entity_key
    where items.entity <> 'place'
),

final as (
    select
        entity,
        source_name,
        record_id,
        other_source_name,
        other_record_id,
        entity_key,
        other_key,
        reason,
        match_weight,
        chance,
        evidence,
        cast(stake as decimal(18, 4)) as stake_amount_group,
        cast(chance * stake as decimal(18, 4)) as expected_amount_group
    from priced
)

select * from final
