with items as (

    select * from {{ ref('base_odoo__product_pricelist_item') }}
    where compute_price = 'fixed' and (product_id is not null or template_id is not null)

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

only_variants as (

    select
        source_name,
        template_id,
        max(product_id) as product_id
    from {{ ref('base_odoo__product_product') }}
    group by source_name, template_id
    having count(*) = 1

),

final as (

    select
        cast(items.item_id as varchar) as price_id,
        cast(coalesce(items.product_id, only_variants.product_id) as varchar) as product_variant_id,
        'selling' as price_type,
        cast(null as varchar) as country_code,
        currencies.currency_code,
        items.fixed_price as price_amount,
        cast(items.date_start as date) as valid_from_date,
        cast(items.date_end as date) as valid_to_date,
        items.source_name,
        'odoo' as vendor,
        coalesce(items.write_date, items._extracted_at) as updated_at,
        items._is_deleted as is_deleted,
        items._batch_id as batch_id
    from items
    left join only_variants
        on items.source_name = only_variants.source_name and items.template_id = only_variants.template_id
    left join currencies
        on items.source_name = currencies.source_name and items.currency_id = currencies.currency_id

)

select * from final
