{# The period that lasts says what the dimension says, of every customer. -#}
{{ config(meta={"dagster": {"ref": {"name": "dim_customer_history"}}}) }}

with

lasting as (
    select *
    from {{ ref('dim_customer_history') }}
    where is_current
)

select
    customers.customer_key,
    periods.customer_key as key_of_history,
    customers.customer_type,
    periods.customer_type as type_of_history,
    customers.country_code,
    periods.country_code as country_of_history
from {{ ref('dim_customer') }} as customers
full outer join lasting as periods
    on customers.customer_key = periods.customer_key
where
    customers.customer_key is null
    or periods.customer_key is null
    or customers.customer_type is distinct from periods.customer_type
    or customers.country_code is distinct from periods.country_code
    or customers.market_code is distinct from periods.market_code
