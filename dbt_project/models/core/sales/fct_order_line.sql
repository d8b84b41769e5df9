with

lines as (
    select *
    from {{ ref('sales_order_line') }} as lines
    where {{ alive('lines') }} and {{ order_is_alive('lines') }}
),

-- What a line does not say itself it has from its order; a line whose order has not arrived points to unknown members.
described as (
    select
        {{ source_key('lines', 'sales_order_line_id') }} as order_line_key,
        {{ source_key('lines', 'sales_order_id') }} as sales_order_key,
        lines.source_name,
        lines.sales_order_id,
        lines.sales_order_line_id,
        orders.order_number,
        lines.line_number,
        lines.order_date,
        coalesce(orders.trade_date, lines.order_date) as trade_date,
        coalesce(orders.finance_date, lines.order_date) as finance_date,
        orders.ordered_at,
        {{ or_unknown('orders.customer_key') }} as customer_key,
        variants.product_variant_id,
        {{ joined_product() }} as product_key,
        {{ or_unknown('orders.legal_entity_key') }} as legal_entity_key,
        {{ or_unknown('orders.channel_code') }} as channel_code,
        orders.order_type,
        coalesce(orders.is_intercompany, false) as is_intercompany,
        {{ or_unknown('orders.market_code') }} as market_code,
        orders.country_code,
        orders.order_status,
        coalesce(orders.is_cancelled, false) as is_cancelled,
        coalesce(orders.is_test, false) as is_test,
        lines.currency_code,
        lines.ordered_qty,
        lines.gross_amount,
        lines.discount_amount,
        lines.net_amount,
        lines.tax_amount,
        lines.book_cost_amount
    from lines
    left join {{ ref('fct_order') }} as orders
        on lines.source_name = orders.source_name and lines.sales_order_id = orders.sales_order_id
    {{ join_product('lines') }}
),

converted as (
    select
        described.*,
        {{ to_group('described.gross_amount') }} as gross_amount_group,
        {{ to_group('described.net_amount') }} as net_amount_group,
        {{ to_group('described.book_cost_amount') }} as book_cost_amount_group,
        {{ to_group('described.tax_amount') }} as tax_amount_group,
        entities.functional_currency_code as local_currency_code,
        {{ to_local('described.gross_amount', 'described.currency_code', 'entities.functional_currency_code') }}
            as gross_amount_local,
        {{ to_local('described.net_amount', 'described.currency_code', 'entities.functional_currency_code') }}
            as net_amount_local,
        {{ to_local('described.tax_amount', 'described.currency_code', 'entities.functional_currency_code') }}
            as tax_amount_local,
        {{ to_group('described.net_amount', 'base_rates') }} as net_amount_constant_group,
        rates.exchange_rate,
        rates.carried_days as rate_carried_days
    from described
    left join {{ ref('dim_legal_entity') }} as entities on described.legal_entity_key = entities.legal_entity_key
    {{ join_rate('described.currency_code', 'described.order_date') }}
    {{ join_functional_rate('described.currency_code', 'entities.functional_currency_code', 'described.order_date') }}
    {{ join_rate('described.currency_code', 'described.order_date', 'base_rates', rate_type='base') }}
),

costed as (
    select
        converted.*,
        {{ extended('converted.ordered_qty', 'costs.unit_cost_amount') }} as cost_amount,
        costs.currency_code as cost_currency_code
    from converted
    left join {{ ref('fct_product_cost') }} as costs
        on converted.product_key = costs.product_key and {{ valid_on('costs', 'converted.order_date') }}
),

final as (
    select
        costed.order_line_key,
        costed.sales_order_key,
        costed.source_name,
        costed.sales_order_id,
        costed.sales_order_line_id,
        costed.order_number,
        costed.line_number,
        costed.order_date,
        costed.trade_date,
        costed.finance_date,
        costed.ordered_at,
        costed.customer_key,
        costed.product_variant_id,
        costed.product_key,
        costed.legal_entity_key,
        costed.channel_code,
        costed.order_type,
        costed.is_intercompany,
        costed.market_code,
        costed.country_code,
        costed.order_status,
        costed.is_cancelled,
        costed.is_test,
        costed.currency_code,
        costed.ordered_qty,
        costed.gross_amount,
        costed.discount_amount,
        costed.net_amount,
        costed.tax_amount,
        costed.gross_amount_group,
        -- The difference, not a rounding of its own: gross - discount = net holds in the group's currency too.
        costed.gross_amount_group - costed.net_amount_group as discount_amount_group,
        costed.net_amount_group,
        costed.tax_amount_group,
        costed.local_currency_code,
        costed.gross_amount_local,
        costed.gross_amount_local - costed.net_amount_local as discount_amount_local,
        costed.net_amount_local,
        costed.tax_amount_local,
        costed.net_amount_constant_group,
        coalesce(
            costed.book_cost_amount_group,
            {{ computed_to_group('costed.cost_amount', 'cost_rates') }}
        ) as cost_amount_group,
        costed.exchange_rate,
        costed.rate_carried_days
    from costed
    {{ join_rate('costed.cost_currency_code', 'costed.order_date', 'cost_rates') }}
)

select * from final
