{% set steps = ['product_view', 'cart', 'checkout'] %}
with

months as (
    select
        market_code,
        device_type,
        campaign_code,
        cast(date_trunc('month', traffic_date) as date) as month_start_date,
    {% for step in ['session'] + steps + ['purchase'] %}
    cast(sum({{ step }}_count) as bigint) as {{ step }}_count{{ "," if not loop.last }}
    {% endfor %}
    from {{ ref('fct_web_traffic') }}
    group by 1, 2, 3, 4
),

lost as (
    select
        *,
        {% for step in steps %}
        {% set before = (['session'] + steps)[loop.index0] %}
        cast(1 - cast({{ step }}_count as decimal(18, 8)) / nullif({{ before }}_count, 0) as decimal(18, 8))
            as {{ step }}_loss_pct,
        {% endfor %}
        cast(cast(checkout_count as decimal(18, 8)) / nullif(session_count, 0) as decimal(18, 8)) as conversion_pct
    from months
),

final as (
    select
        this.market_code,
        this.device_type,
        this.campaign_code,
        this.month_start_date,
        {% for step in ['session'] + steps + ['purchase'] %}
        this.{{ step }}_count,
        {% endfor %}
        {% for step in steps %}
        this.{{ step }}_loss_pct,
        before.{{ step }}_loss_pct as month_before_{{ step }}_loss_pct,
        {% endfor %}
        this.conversion_pct,
        before.conversion_pct as month_before_conversion_pct,
        before.session_count as month_before_session_count
    from lost as this
    left join lost as before
        on
            this.market_code = before.market_code
            and this.device_type = before.device_type
            and this.campaign_code = before.campaign_code
            and this.month_start_date = cast(before.month_start_date + interval 1 month as date)
)

select * from final
