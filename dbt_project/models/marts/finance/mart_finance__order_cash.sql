-- An order ties cash up from the day that its goods leave until its money is there. When stock has layers, the day that
-- the goods were paid for takes the place of the day that they left.
with

moves as (
    select
        sales_order_key,
        min(case when event_type = 'shipped' then event_date end) as shipped_date,
        min(case when event_type in ('delivered', 'parcel_delivered') then event_date end) as delivered_date,
        min(case when money_in_amount_group is not null then event_date end) as first_money_date,
        max(case when money_in_amount_group is not null then event_date end) as last_money_date,
        count(*) as event_count,
        sum(money_in_amount_group) as money_in_amount_group,
        sum(money_out_amount_group) as money_out_amount_group,
        sum(money_in_amount_group * since_order_days) as money_in_days
    from {{ ref('mart_finance__order_thread') }}
    group by sales_order_key
),

final as (
    select
        orders.sales_order_key,
        orders.order_number,
        orders.customer_key,
        orders.legal_entity_key,
        orders.channel_code,
        orders.market_code,
        orders.order_date,
        moves.shipped_date,
        moves.delivered_date,
        moves.first_money_date,
        moves.last_money_date,
        moves.event_count,
        orders.total_amount_group,
        cast(coalesce(moves.money_in_amount_group, 0) as decimal(18, 4)) as money_in_amount_group,
        cast(coalesce(moves.money_out_amount_group, 0) as decimal(18, 4)) as money_out_amount_group,
        case when moves.shipped_date is not null then 'shipment' end as outflow_basis_type,
        -- The mean day of the money, weighted by it, less the day that the goods left; negative if it came before.
        cast(
            moves.money_in_days / nullif(cast(moves.money_in_amount_group as double), 0)
            - (moves.shipped_date - orders.order_date) as decimal(18, 8)
        ) as cash_tied_up_days,
        coalesce(moves.money_in_amount_group is null, true)
        and moves.shipped_date is not null and not orders.is_cancelled as is_money_awaited
    from moves
    inner join {{ ref('fct_order') }} as orders on moves.sales_order_key = orders.sales_order_key
)

select * from final
