{# By market and month: what a change ends with is what the days sold. -#}
{{ config(meta={"dagster": {"ref": {"name": "mart_sales__change_bridge"}}}) }}

{% set days %}
    select
        market_code,
        cast(date_trunc('month', order_date) as date) as month_start_date,
        net_sales_amount_group as net_amount
    from {{ ref('mart_sales__kpi_daily') }}
    where order_date is not null and order_date <= {{ as_of() }}
{% endset %}

{% set bridge %}
    select market_code, month_start_date, net_sales_amount_group as net_amount
    from {{ ref('mart_sales__change_bridge') }}
    where comparison_type = 'month_before'
{% endset %}

{{ differences(days, bridge, ["market_code", "month_start_date"], ["net_amount"]) }}
