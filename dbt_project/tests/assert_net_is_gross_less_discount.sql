{{ config(meta={"dagster": {"ref": {"name": "fct_order_line"}}}) }}

select
    order_line_key,
    gross_amount,
    discount_amount,
    net_amount,
    gross_amount_group,
    discount_amount_group,
    net_amount_group
from {{ ref('fct_order_line') }}
where
    net_amount <> gross_amount - discount_amount
    or net_amount_group <> gross_amount_group - discount_amount_group
