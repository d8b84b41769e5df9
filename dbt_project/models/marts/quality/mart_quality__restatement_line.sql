{% set named_lines = 5 %}
with

changes as (
    select *, cast(date_trunc('month', order_date) as date) as month_start_date
    from {{ ref('fct_booked_change') }}
),

-- A line counts for every earlier extraction that could have told its day and did not yet know of its change.
behind as (
    select
        log.said_at,
        changes.*,
        row_number() over (
            partition by
                log.source_name, log.market_code, log.currency_code, log.month_start_date, log.said_at
            order by abs(changes.change_amount) desc, changes.order_line_key asc, changes.changed_at asc
        ) as change_rank
    from {{ ref('mart_quality__restatement_log') }} as log
    inner join changes
        on
            log.source_name = changes.source_name
            and log.market_code = changes.market_code
            and log.currency_code is not distinct from changes.currency_code
            and log.month_start_date = changes.month_start_date
    where changes.changed_at > log.said_at and changes.order_date < cast(log.said_at as date)
),

final as (
    select
        source_name,
        market_code,
        month_start_date,
        currency_code,
        said_at,
        change_rank,
        order_line_key,
        sales_order_key,
        order_date,
        changed_at,
        change_type,
        change_amount
    from behind
    where change_rank <= {{ named_lines }}
)

select * from final
