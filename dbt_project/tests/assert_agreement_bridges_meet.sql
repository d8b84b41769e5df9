{# From one system's total, by way of the items, one arrives at the other's: no document is missing in the list. #}
{{ config(meta={"dagster": {"ref": {"name": "mart_finance__agreement_bridge"}}}) }}

select
    pair_type,
    source_name,
    currency_code,
    sum(case when step_type = 'left' then step_amount else -step_amount end) as difference
from {{ ref('mart_finance__agreement_bridge') }}
group by pair_type, source_name, currency_code
having sum(case when step_type = 'left' then step_amount else -step_amount end) <> 0
