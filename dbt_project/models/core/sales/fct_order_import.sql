-- Orders that cross a border into a place that taxes goods of low value at the sale. Intrinsic value is that of the
-- goods, without tax and shipping, in the currency of the threshold at the day's rate.
with

valued as (
    select sales_order_key, {{ total('net_amount') }} as intrinsic_amount
    from {{ ref('fct_order_line') }}
    group by sales_order_key
),

crossing as (
    select
        orders.sales_order_key,
        orders.source_name,
        orders.sales_order_id,
        orders.order_date,
        orders.currency_code,
        valued.intrinsic_amount,
        thresholds.area_code,
        thresholds.tax_scheme_type as low_value_scheme_type,
        thresholds.currency_code as threshold_currency_code,
        thresholds.threshold_amount
    from {{ ref('fct_order') }} as orders
    inner join valued on orders.sales_order_key = valued.sales_order_key
    inner join {{ ref('dim_legal_entity') }} as entities on orders.legal_entity_key = entities.legal_entity_key
    left join {{ ref('tax_union') }} as seat_union
        on entities.country_code = seat_union.country_code and {{ valid_on('seat_union', 'orders.order_date') }}
    left join {{ ref('tax_union') }} as ship_union
        on orders.country_code = ship_union.country_code and {{ valid_on('ship_union', 'orders.order_date') }}
    inner join {{ ref('import_threshold') }} as thresholds
        on
            coalesce(ship_union.union_code, orders.country_code) = thresholds.area_code
            and {{ valid_on('thresholds', 'orders.order_date') }}
    where thresholds.area_code <> coalesce(seat_union.union_code, entities.country_code)
),

final as (
    select
        crossing.sales_order_key,
        crossing.source_name,
        crossing.sales_order_id,
        crossing.order_date,
        crossing.area_code,
        crossing.threshold_currency_code as currency_code,
        {{ to_local('crossing.intrinsic_amount', 'crossing.currency_code', 'crossing.threshold_currency_code') }}
            as intrinsic_amount,
        crossing.threshold_amount,
        {{ to_local('crossing.intrinsic_amount', 'crossing.currency_code', 'crossing.threshold_currency_code') }}
        <= crossing.threshold_amount as is_low_value,
        crossing.low_value_scheme_type
    from crossing
    {{ join_functional_rate('crossing.currency_code', 'crossing.threshold_currency_code', 'crossing.order_date') }}
)

select * from final
