-- What the booked sales of a month said at an earlier extract and say now. Only days that the extract told of whole
-- count, so that a month that was under way is compared with the same days.
with

summed as (
    select
        source_name, market_code, currency_code, order_date, changed_at, change_type,
        cast(date_trunc('month', order_date) as date) as month_start_date,
        sum(change_amount) as change_amount, count(*) as line_count
    from {{ ref('fct_booked_change') }}
    group by all
),

changes as (
    select summed.*, {{ to_group('summed.change_amount') }} as change_amount_group
    from summed
    {{ join_rate('summed.currency_code', 'summed.order_date') }}
),

moments as (
    select source_name, changed_at as said_at, cast(changed_at as date) as said_date
    from changes
    group by source_name, changed_at
),

later as (
    select
        changes.source_name, changes.market_code, changes.currency_code, changes.month_start_date, moments.said_at,
        min(changes.changed_at) as first_changed_at,
        max(changes.changed_at) as last_changed_at,
        sum(changes.change_amount) as change_amount,
        sum(changes.change_amount_group) as change_amount_group,
        {% for type in ['late', 'corrected', 'cancelled', 'vanished'] %}
        coalesce(sum(changes.change_amount) filter (where changes.change_type = '{{ type }}'), 0)
            as {{ type }}_amount,
        {% endfor %}
        sum(changes.line_count) as changed_line_count
    from changes
    inner join moments
        on
            changes.source_name = moments.source_name
            and changes.changed_at > moments.said_at
            and changes.order_date < moments.said_date
    group by all
),

-- Days of the month that the extract told of whole, as they stand now.
days as (
    select source_name, market_code, currency_code, order_date, month_start_date, sum(change_amount) as booked_amount
    from changes
    group by source_name, market_code, currency_code, order_date, month_start_date
),

now_said as (
    select
        later.source_name, later.market_code, later.currency_code, later.month_start_date, later.said_at,
        sum(days.booked_amount) as now_amount
    from later
    inner join days
        on
            later.source_name = days.source_name
            and later.market_code = days.market_code
            and later.currency_code is not distinct from days.currency_code
            and later.month_start_date = days.month_start_date
    where days.order_date < cast(later.said_at as date)
    group by all
),

final as (
    select
        'sales_before_returns' as metric_name,
        later.source_name,
        later.market_code,
        later.month_start_date,
        later.currency_code,
        later.said_at,
        later.first_changed_at,
        later.last_changed_at,
        cast(now_said.now_amount - later.change_amount as decimal(18, 4)) as said_amount,
        cast(now_said.now_amount as decimal(18, 4)) as now_amount,
        cast(later.change_amount as decimal(18, 4)) as change_amount,
        {% for type in ['late', 'corrected', 'cancelled', 'vanished'] %}
        cast(later.{{ type }}_amount as decimal(18, 4)) as {{ type }}_amount,
        {% endfor %}
        cast(later.changed_line_count as bigint) as changed_line_count,
        cast(later.change_amount_group as decimal(18, 4)) as change_amount_group
    from later
    inner join now_said
        on
            later.source_name = now_said.source_name
            and later.market_code = now_said.market_code
            and later.currency_code is not distinct from now_said.currency_code
            and later.month_start_date = now_said.month_start_date
            and later.said_at = now_said.said_at
)

select * from final
