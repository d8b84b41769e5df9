{# By market and day: figures that are compared are those of the day. -#}
{{ config(meta={"dagster": {"ref": {"name": "mart_sales__kpi_compared"}}}) }}

{% set days %}
    select order_date, market_code, order_count, net_sales_amount_group as net_amount
    from {{ ref('mart_sales__kpi_daily') }}
    where order_date <= {{ as_of() }}
{% endset %}

{% set compared %}
    select order_date, market_code, order_count, net_sales_amount_group as net_amount
    from {{ ref('mart_sales__kpi_compared') }}
    where order_count <> 0 or net_sales_amount_group <> 0
{% endset %}

{{ differences(days, compared, ["order_date", "market_code"], ["order_count", "net_amount"]) }}
