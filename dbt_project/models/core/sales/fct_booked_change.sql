-- Each moment at which what was known of an order line changed, with what that moved in the booked sales of its day. A
-- line that changes its market leaves one and comes to the other.
with

versions as (
    select
        order_line_key, sales_order_key, source_name, order_date, market_code, currency_code, known_from, known_until,
        cancelled_at is not null as is_cancelled,
        case when cancelled_at is null and not is_test then net_amount else 0 end as booked_amount
    from {{ ref('fct_booked_history') }}
),

-- The version after another one that ended at the same moment replaces it; without one a line came or went.
met as (
    select
        *,
        lag(known_until) over (partition by order_line_key order by known_from) as before_until,
        lag(is_cancelled) over (partition by order_line_key order by known_from) as was_cancelled,
        lead(known_from) over (partition by order_line_key order by known_from) as next_from
    from versions
),

moved as (
    select
        *, known_from as changed_at, booked_amount as change_amount,
        case
            when before_until is null then 'late'
            when is_cancelled and not was_cancelled then 'cancelled'
            else 'corrected'
        end as change_type
    from met
    union all
    select
        *, known_until as changed_at, -booked_amount as change_amount,
        case when next_from = known_until then 'replaced' else 'vanished' end as change_type
    from met
    where known_until is not null
),

-- What is replaced changes for the reason for which it is replaced.
summed as (
    select
        order_line_key, sales_order_key, source_name, order_date, market_code, currency_code, changed_at,
        sum(change_amount) as change_amount,
        min(change_type) filter (where change_type <> 'replaced') as own_change_type
    from moved
    group by all
),

final as (
    select
        order_line_key,
        sales_order_key,
        source_name,
        order_date,
        market_code,
        currency_code,
        changed_at,
        coalesce(own_change_type, 'corrected') as change_type,
        cast(change_amount as decimal(18, 4)) as change_amount
    from summed
    where change_amount <> 0
)

select * from final
