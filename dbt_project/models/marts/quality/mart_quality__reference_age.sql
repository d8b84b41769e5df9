with

-- Every currency that a document is in, and those that have a rate.
documents as (
    select currency_code, max(document_date) as needed_date
    from (
        select currency_code, order_date as document_date from {{ ref('sales_order') }}
        union all
        select currency_code, order_date as document_date from {{ ref('purchase_order') }}
        union all
        select currency_code, created_date as document_date from {{ ref('opportunity') }}
        union all
        select currency_code, invoice_date as document_date from {{ ref('invoice_line') }}
    ) as dated
    where currency_code is not null and currency_code <> {{ group_currency() }} and document_date <= {{ as_of() }}
    group by currency_code
),

rates as (
    select from_currency_code as currency_code, max(rate_date) as last_date
    from {{ ref('exchange_rate') }}
    where exchange_rate > 0
    group by from_currency_code
    union all
    select to_currency_code as currency_code, max(rate_date) as last_date
    from {{ ref('exchange_rate') }}
    where exchange_rate > 0
    group by to_currency_code
),

pegs as (
    select currency_code, max({{ as_of() }}) as last_date
    from {{ ref('currency_peg') }}
    group by currency_code
),

stacked as (
    select * from rates
    union all
    select * from pegs
),

known as (
    select currency_code, max(last_date) as last_date
    from stacked
    group by currency_code
),

aged as (
    select
        'exchange_rate' as reference_name,
        documents.currency_code as subject_code,
        known.last_date,
        7 as allowed_days
    from documents
    left join known on documents.currency_code = known.currency_code
    union all
    select
        'calendar_event' as reference_name,
        event_type as subject_code,
        max(last_date) as last_date,
        0 as allowed_days
    from {{ ref('dim_calendar_event') }}
    group by event_type
    {% set tables = {"price": "fct_price", "product_cost": "fct_product_cost", "lead_time": "fct_supplier_item"} %}
    {% for name, table in tables.items() %}
    union all
    select
        '{{ name }}' as reference_name,
        source_name as subject_code,
        max(valid_from_date) as last_date,
        400 as allowed_days
    from {{ ref(table) }}
    where valid_from_date <= {{ as_of() }}{{ " and lead_time_days is not null" if name == "lead_time" }}
    group by source_name
    {% endfor %}
),

final as (
    select
        reference_name,
        coalesce(subject_code, 'unknown') as subject_code,
        last_date,
        cast(
            case when last_date is not null then greatest(datediff('day', last_date, {{ as_of() }}), 0) end as integer
        ) as age_days,
        allowed_days,
        case
            when last_date is null then 'missing'
            when datediff('day', last_date, {{ as_of() }}) > allowed_days then 'stale'
            else 'current'
        end as reference_status
    from aged
)

select * from final
