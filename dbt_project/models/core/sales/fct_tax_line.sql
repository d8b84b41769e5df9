with

orders as (
    select sales_order_key, source_name, sales_order_id, legal_entity_key, country_code, channel_code, is_test
    from {{ ref('fct_order') }}
),

told as (
    select
        source_name, tax_line_id, parent_type, parent_id, sales_order_id, legal_entity_id, tax_date, country_code,
        jurisdiction_name, tax_scheme_type, liable_party_type, tax_pct, currency_code, base_amount, tax_amount,
        is_included_in_price, 'tax_line' as told_by
    from {{ ref('tax_line') }} as taxes
    where {{ alive('taxes') }} and {{ order_is_alive('taxes') }}
),

detailed_orders as (
    select source_name, sales_order_id, parent_type
    from told
    where sales_order_id is not null
    group by source_name, sales_order_id, parent_type
),

-- Where a source tells the tax of a line and not what it consists of, that tax is one line, with rate and base unknown.
whole as (
    select
        lines.source_name, 'line:' || lines.sales_order_line_id as tax_line_id, 'sales_order_line' as parent_type,
        lines.sales_order_line_id as parent_id, lines.sales_order_id, lines.order_date as tax_date, lines.currency_code,
        lines.net_amount as base_amount, lines.tax_amount
    from {{ ref('sales_order_line') }} as lines
    where {{ alive('lines') }} and {{ order_is_alive('lines') }} and lines.tax_amount <> 0
    union all
    select
        refunds.source_name, 'refund:' || refunds.refund_line_id as tax_line_id, 'refund_line' as parent_type,
        refunds.refund_line_id as parent_id, refunds.sales_order_id, refunds.refund_date as tax_date,
        refunds.currency_code, -refunds.net_amount as base_amount, -refunds.tax_amount as tax_amount
    from {{ ref('refund_line') }} as refunds
    where {{ alive('refunds') }} and {{ order_is_alive('refunds') }} and refunds.tax_amount <> 0
    union all
    select
        charges.source_name, 'charge:' || charges.charge_line_id as tax_line_id, 'charge_line' as parent_type,
        charges.charge_line_id as parent_id, charges.sales_order_id, charges.order_date as tax_date,
        charges.currency_code, charges.net_amount as base_amount, charges.tax_amount
    from {{ ref('charge_line') }} as charges
    where {{ alive('charges') }} and {{ order_is_alive('charges') }} and charges.tax_amount <> 0
),

undivided as (
    select
        whole.source_name, whole.tax_line_id, whole.parent_type, whole.parent_id, whole.sales_order_id,
        cast(null as varchar) as legal_entity_id, whole.tax_date, cast(null as varchar) as country_code,
        cast(null as varchar) as jurisdiction_name, cast(null as varchar) as tax_scheme_type,
        cast(null as varchar) as liable_party_type, cast(null as decimal(18, 8)) as tax_pct, whole.currency_code,
        whole.base_amount, whole.tax_amount, cast(null as boolean) as is_included_in_price, 'document' as told_by
    from whole
    left join detailed_orders as details
        on
            whole.source_name = details.source_name
            and whole.sales_order_id = details.sales_order_id
            and whole.parent_type = details.parent_type
    where details.sales_order_id is null
),

stacked as (
    select * from told
    union all
    select * from undivided
),

taxes as (
    select
        * exclude (country_code, tax_scheme_type, liable_party_type),
        country_code as told_country_code,
        tax_scheme_type as told_scheme_type,
        liable_party_type as told_liable_party_type
    from stacked
),

described as (
    select
        taxes.*,
        {{ or_unknown('orders.sales_order_key') }} as sales_order_key,
        coalesce(entities.legal_entity_key, orders.legal_entity_key, 'unknown') as document_entity_key,
        coalesce(taxes.told_country_code, orders.country_code) as country_code,
        coalesce(orders.channel_code, 'unknown') as channel_code,
        coalesce(orders.is_test, false) as is_test
    from taxes
    left join orders on taxes.source_name = orders.source_name and taxes.sales_order_id = orders.sales_order_id
    left join {{ ref('dim_legal_entity') }} as entities
        on taxes.source_name = entities.source_name and taxes.legal_entity_id = entities.legal_entity_id
),

-- The scheme of a source stands; else it follows from seat, destination and the union that both belong to that day.
final as (
    select
        {{ source_key('described', 'tax_line_id') }} as tax_line_key,
        described.source_name,
        described.parent_type,
        described.parent_id,
        described.sales_order_key,
        entities.group_legal_entity_key as legal_entity_key,
        described.tax_date,
        described.country_code,
        described.jurisdiction_name,
        case
            when described.told_scheme_type is not null then described.told_scheme_type
            when entities.country_code is null or described.country_code is null then null
            when entities.country_code = described.country_code then 'domestic'
            when seat_union.union_code = ship_union.union_code then 'oss'
            when described.tax_amount = 0 then 'export_zero'
            when imports.is_low_value then imports.low_value_scheme_type
            else 'import'
        end as tax_scheme_type,
        described.told_scheme_type is null as is_scheme_derived,
        coalesce(
            described.told_liable_party_type,
            case
                when described.parent_type = 'invoice_line' or described.channel_code in ('web', 'app', 'business')
                    then 'us'
            end
        ) as liable_party_type,
        case when described.parent_type = 'invoice_line' then 'invoice' else 'order' end as tax_basis_type,
        described.told_by,
        described.tax_pct,
        described.currency_code,
        described.base_amount,
        described.tax_amount,
        described.is_included_in_price,
        described.is_test,
        entities.functional_currency_code as local_currency_code,
        {{ to_local('described.tax_amount', 'described.currency_code', 'entities.functional_currency_code') }}
            as tax_amount_local,
        {{ to_group('described.tax_amount') }} as tax_amount_group,
        rates.exchange_rate is null as is_rate_missing
    from described
    left join {{ ref('dim_legal_entity') }} as entities on described.document_entity_key = entities.legal_entity_key
    left join {{ ref('tax_union') }} as seat_union
        on entities.country_code = seat_union.country_code and {{ valid_on('seat_union', 'described.tax_date') }}
    left join {{ ref('tax_union') }} as ship_union
        on described.country_code = ship_union.country_code and {{ valid_on('ship_union', 'described.tax_date') }}
    left join {{ ref('fct_order_import') }} as imports on described.sales_order_key = imports.sales_order_key
    {{ join_rate('described.currency_code', 'described.tax_date') }}
    {{ join_functional_rate('described.currency_code', 'entities.functional_currency_code', 'described.tax_date') }}
)

select * from final
