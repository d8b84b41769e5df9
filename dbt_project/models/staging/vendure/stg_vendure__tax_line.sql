with order_lines as (

    {{ vendure_priced('order_line', 'lines.quantity', 'lines.ordered_quantity', 'lines.adjustments') }}

),

shipping_lines as (

    {{ vendure_priced('shipping_line', adjustments='lines.adjustments') }}

),

surcharges as (

    {{ vendure_priced('surcharge') }}

),

taxed as (

    select *, line_id as parent_id, 'sales_order_line' as parent_type, {{ vendure_places('tax_lines') }} as place
    from order_lines
    union all by name
    select
        *,
        'shipping/' || shipping_line_id as parent_id,
        'charge_line' as parent_type,
        {{ vendure_places('tax_lines') }} as place
    from shipping_lines
    union all by name
    select
        *,
        'surcharge/' || surcharge_id as parent_id,
        'charge_line' as parent_type,
        {{ vendure_places('tax_lines') }} as place
    from surcharges

),

told as (

    select
        *,
        {{ vendure_field('tax_lines', 'place', 'description') }} as tax_name,
        cast({{ vendure_field('tax_lines', 'place', 'taxRate') }} as double) as weight
    from taxed
    where is_sold

),

shared as (

    select
        *,
        {{ vendure_share('(with_tax_minor - net_minor)', 'weight', 'source_name, parent_type, parent_id') }}
            as tax_minor
    from told

),

final as (

    select
        parent_type || '/' || parent_id || '/' || place as tax_line_id,
        parent_type,
        parent_id,
        order_id as sales_order_id,
        cast(null as varchar) as legal_entity_id,
        cast(placed_at as date) as tax_date,
        upper(country_code) as country_code,
        cast(null as varchar) as jurisdiction_name,
        tax_name,
        cast(null as varchar) as tax_scheme_type,
        'us' as liable_party_type,
        cast(weight / 100 as decimal(18, 8)) as tax_pct,
        currency_code,
        {{ vendure_money('net_minor', 'shared.currency_code') }} as base_amount,
        {{ vendure_money('tax_minor', 'shared.currency_code') }} as tax_amount,
        is_tax_included as is_included_in_price,
        source_name,
        'vendure' as vendor,
        coalesce(greatest(updated_at, order_updated_at), _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from shared

)

select * from final
