{# Each period ends where the next one begins; of each customer, and of each record, only the last one is open. -#}
{{ config(meta={"dagster": {"ref": {"name": "dim_customer_history"}}}) }}

with

periods as (
    select 'customer' as kind, customer_key as name, valid_from, valid_to, is_current
    from {{ ref('dim_customer_history') }}
    union all
    select 'record' as kind, source_name || ':' || party_record_id as name, valid_from, valid_to, is_current
    from {{ ref('customer_record_history') }}
),

ordered as (
    select *, lead(valid_from) over (partition by kind, name order by valid_from) as next_from
    from periods
),

final as (
    select *
    from ordered
    where
        valid_to is distinct from next_from
        or valid_to <= valid_from
        or is_current <> (next_from is null)
)

select * from final
