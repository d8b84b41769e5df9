with priced as (

    {{ vendure_priced('order_line', 'lines.quantity', 'lines.ordered_quantity', 'lines.adjustments') }}

),

product_variants as (

    select * from {{ ref('base_vendure__product_variant') }}

),

final as (

    select
        priced.line_id as sales_order_line_id,
        priced.order_id as sales_order_id,
        cast(null as integer) as line_number,
        priced.variant_id as product_variant_id,
        product_variants.sku,
        cast(priced.placed_at as date) as order_date,
        priced.quantity as ordered_qty,
        priced.currency_code,
        {{ vendure_money('priced.listed_minor', 'priced.currency_code') }} as gross_amount,
        {{ vendure_money('priced.listed_minor - priced.net_minor', 'priced.currency_code') }} as discount_amount,
        {{ vendure_money('priced.net_minor', 'priced.currency_code') }} as net_amount,
        {{ vendure_money('priced.with_tax_minor - priced.net_minor', 'priced.currency_code') }} as tax_amount,
        cast(null as decimal(18, 4)) as book_cost_amount,
        priced.source_name,
        'vendure' as vendor,
        coalesce(greatest(priced.updated_at, priced.order_updated_at), priced._extracted_at) as updated_at,
        priced._is_deleted as is_deleted,
        priced._batch_id as batch_id
    from priced
    left join product_variants
        on priced.source_name = product_variants.source_name and priced.variant_id = product_variants.variant_id
    where priced.is_sold

)

select * from final
