{# By market: the demand of the weeks shown and the published forecast stand in the mart, once. -#}
{{ config(meta={"dagster": {"ref": {"name": "mart_planning__forecast_vs_actual"}}}) }}

{% set facts %}
    select market_code, demand_qty as actual_qty, 0 as forecast_qty
    from {{ ref('fct_demand_weekly') }}
    where week_start_date between {{ this_week() }} - 7 * {{ weeks_back() }} and {{ this_week() }} - 7
    union all
    select market_code, 0 as actual_qty, forecast_qty
    from {{ source('forecasting', 'forecast') }}
    where week_start_date >= {{ this_week() }}
{% endset %}

{% set mart %}
    select market_code, actual_qty, case when is_future then forecast_qty end as forecast_qty
    from {{ ref('mart_planning__forecast_vs_actual') }}
{% endset %}

{{ differences(facts, mart, ["market_code"], ["actual_qty", "forecast_qty"]) }}
