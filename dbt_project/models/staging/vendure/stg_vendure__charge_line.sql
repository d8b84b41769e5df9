with shipping_lines as (

    {{ vendure_priced('shipping_line', adjustments='lines.adjustments') }}

),

surcharges as (

    {{ vendure_priced('surcharge') }}

),

shipping_methods as (

    select * from {{ ref('base_vendure__shipping_method') }}

),

charges as (

    select
        shipping_lines.*,
        'shipping/' || shipping_lines.shipping_line_id as charge_line_id,
        'shipping' as charge_type,
        shipping_methods.shipping_method_code as charge_name
    from shipping_lines
    left join shipping_methods
        on
            shipping_lines.source_name = shipping_methods.source_name
            and shipping_lines.shipping_method_id = shipping_methods.shipping_method_id
    union all by name
    select
        *,
        'surcharge/' || surcharge_id as charge_line_id,
        'other' as charge_type,
        surcharge_name as charge_name
    from surcharges

),

final as (

    select
        charge_line_id,
        order_id as sales_order_id,
        cast(null as varchar) as sales_order_line_id,
        charge_type,
        charge_name,
        cast(placed_at as date) as order_date,
        currency_code,
        {{ vendure_money('listed_minor', 'charges.currency_code') }} as gross_amount,
        {{ vendure_money('listed_minor - net_minor', 'charges.currency_code') }} as discount_amount,
        {{ vendure_money('net_minor', 'charges.currency_code') }} as net_amount,
        {{ vendure_money('with_tax_minor - net_minor', 'charges.currency_code') }} as tax_amount,
        false as is_pass_through,
        source_name,
        'vendure' as vendor,
        coalesce(greatest(updated_at, order_updated_at), _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from charges
    where is_sold

)

select * from final
