with

policies as (
    select *
    from {{ ref('mart_planning__inventory_policy') }}
    where not is_component
),

senders as (
    select distinct product_key, from_location_key
    from {{ source('forecasting', 'order_proposal') }}
    where from_location_key is not null
),

sent as (
    select product_key, location_key, {{ total('proposed_qty') }} as sent_qty
    from {{ source('forecasting', 'order_proposal') }}
    where proposal_type = 'transfer'
    group by product_key, location_key
),

short as (
    select
        policies.*,
        cast(greatest(order_up_to_qty - on_hand_qty - on_order_qty, 0) as decimal(18, 4)) as lacking_qty
    from policies
    where stock_state in ('sold_out', 'below_safety', 'below_reorder')
),

-- What places lack, and the hub cannot send.
lacking as (
    select short.product_key, {{ total('short.lacking_qty - coalesce(sent.sent_qty, 0)') }} as lacking_qty
    from short
    left join sent on short.product_key = sent.product_key and short.location_key = sent.location_key
    where short.level_code = 'place'
    group by short.product_key
),

-- Where there is too much of what other places lack; a place that sends all it can already is left out.
spare as (
    select
        policies.*,
        lacking.lacking_qty,
        sum(policies.excess_qty) over (
            partition by policies.product_key
            order by policies.excess_qty desc, policies.location_key asc
            rows between unbounded preceding and current row
        ) - policies.excess_qty as before_qty
    from policies
    inner join lacking on policies.product_key = lacking.product_key
    left join senders
        on policies.product_key = senders.product_key and policies.location_key = senders.from_location_key
    where
        policies.level_code = 'place'
        and policies.excess_qty >= 1
        and lacking.lacking_qty >= 1
        and senders.product_key is null
),

moves as (
    select
        *,
        cast(floor(least(excess_qty, greatest(lacking_qty - before_qty, 0))) as decimal(18, 4)) as move_qty
    from spare
),

-- A style that customers first ordered less than twelve weeks ago, or never, is not judged to be too much.
exceptions as (
    select
        product_key, location_key, level_code, stock_state as exception_code, lacking_qty as exception_qty,
        expected_lost_amount_group as amount_group, 0 as too_much_qty, cast(0 as decimal(18, 4)) as move_qty
    from short
    union all
    select
        product_key, location_key, level_code,
        case when stock_state = 'no_demand' then 'no_demand' else 'excess' end as exception_code,
        excess_qty as exception_qty, excess_amount_group as amount_group, excess_qty as too_much_qty,
        cast(0 as decimal(18, 4)) as move_qty
    from policies
    where level_code = 'network' and excess_qty >= 1 and style_first_order_date <= {{ as_of() }} - 84
    union all
    select
        product_key, location_key, level_code, 'misplaced' as exception_code, excess_qty as exception_qty,
        {{ round_money(extended('move_qty', 'unit_cost_amount_group'), group_minor_unit()) }} as amount_group,
        0 as too_much_qty, move_qty
    from moves
    where move_qty >= 1
),

-- Of what is too much orders go first, then what is there is marked down; what is still to come and not needed yet may
-- come later.
final as (
    select
        exceptions.product_key,
        policies.sku,
        policies.product_name,
        policies.style_code,
        policies.colour_name,
        policies.size_code,
        policies.category_name,
        exceptions.location_key,
        policies.location_name,
        exceptions.level_code,
        exceptions.exception_code,
        case
            when exceptions.exception_code in ('sold_out', 'below_safety', 'below_reorder') then 'shortage'
            else 'excess'
        end as exception_type,
        case
            when exceptions.exception_code in ('sold_out', 'below_safety', 'below_reorder') then 'supply'
            when exceptions.move_qty > 0 then 'move'
            when policies.on_order_qty > 0 then 'cancel'
            else 'mark_down'
        end as remedy_code,
        exceptions.exception_qty,
        exceptions.amount_group,
        cast(least(exceptions.too_much_qty, policies.on_order_qty) as decimal(18, 4)) as cancel_qty,
        cast(
            case
                when exceptions.too_much_qty > 0 and policies.on_hand_qty >= policies.order_up_to_qty
                    then greatest(policies.on_order_qty - exceptions.too_much_qty, 0)
                else 0
            end as decimal(18, 4)
        ) as delay_qty,
        exceptions.move_qty,
        cast(exceptions.too_much_qty - least(exceptions.too_much_qty, policies.on_order_qty) as decimal(18, 4))
            as mark_down_qty,
        policies.on_hand_qty,
        policies.on_order_qty,
        policies.lead_time_demand_qty,
        policies.projected_qty,
        policies.safety_stock_qty,
        policies.reorder_point_qty,
        policies.weekly_demand_qty,
        policies.cover_days,
        policies.lead_time_days,
        policies.stockout_probability_pct,
        policies.expected_lost_qty
    from exceptions
    inner join policies
        on
            exceptions.product_key = policies.product_key
            and exceptions.location_key = policies.location_key
            and exceptions.level_code = policies.level_code
)

select * from final
