{# By market and month: what the products sold and cost is what the days sold and cost. -#}
{{ config(meta={"dagster": {"ref": {"name": "mart_sales__sku_profit"}}}) }}

{% set days %}
    select
        market_code,
        cast(date_trunc('month', order_date) as date) as month_start_date,
        ordered_qty,
        net_sales_amount_group as net_amount,
        cost_amount_group as cost_amount
    from {{ ref('mart_sales__kpi_daily') }}
{% endset %}

{% set products %}
    select
        market_code,
        month_start_date,
        ordered_qty,
        net_sales_amount_group as net_amount,
        cost_amount_group as cost_amount
    from {{ ref('mart_sales__sku_profit') }}
{% endset %}

{{ differences(days, products, ["market_code", "month_start_date"], ["ordered_qty", "net_amount", "cost_amount"]) }}
