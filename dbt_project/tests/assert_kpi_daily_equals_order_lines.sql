{# By market and channel: the figures of the page are those of the facts, and nothing is counted twice. -#}
{{ config(meta={"dagster": {"ref": {"name": "mart_sales__kpi_daily"}}}) }}

{% set measures = [
    "order_count",
    "ordered_qty",
    "gross_amount",
    "discount_amount",
    "net_amount",
    "refund_amount",
    "cancelled_amount",
    "cost_amount",
] %}

{% set facts %}
    select
        market_code, channel_code, case when {{ is_new_order() }} then 1 else 0 end as order_count, 0 as ordered_qty, 0 as gross_amount, 0 as discount_amount,
        0 as net_amount, 0 as refund_amount, 0 as cancelled_amount, 0 as cost_amount
    from {{ ref('fct_order') }}
    where not is_intercompany and not is_test and not is_cancelled
    union all
    select
        market_code, channel_code, 0, ordered_qty, gross_amount_group, discount_amount_group,
        net_amount_group, 0, 0, cost_amount_group
    from {{ ref('fct_order_line') }}
    where not is_intercompany and not is_test and not is_cancelled
    union all
    select market_code, channel_code, 0, 0, 0, 0, 0, 0, net_amount_group, 0
    from {{ ref('fct_order_line') }}
    where not is_intercompany and not is_test and is_cancelled
    union all
    select market_code, channel_code, 0, 0, 0, 0, -net_amount_group, net_amount_group, 0, 0
    from {{ ref('fct_refund_line') }}
    where not is_intercompany and not is_test and not is_cancelled
{% endset %}

{% set mart %}
    select
        market_code,
        channel_code,
        order_count,
        ordered_qty,
        gross_sales_amount_group as gross_amount,
        discount_amount_group as discount_amount,
        net_sales_amount_group as net_amount,
        refund_amount_group as refund_amount,
        cancelled_amount_group as cancelled_amount,
        cost_amount_group as cost_amount
    from {{ ref('mart_sales__kpi_daily') }}
{% endset %}

{{ differences(facts, mart, ["market_code", "channel_code"], measures) }}
