with product_variants as (

    select * from {{ ref('base_vendure__product_variant') }}

),

-- One row per shop.
settings as (

    select *
    from {{ ref('base_vendure__global_settings') }}
    where not _is_deleted

),

texts as (

    {{ vendure_texts('product_variant_translation', 'variant_id') }}

),

option_texts as (

    {{ vendure_texts('product_option_translation', 'option_id') }}

),

options as (

    select
        chosen.source_name,
        chosen.variant_id,
        min(option_texts.option_name) filter (where regexp_matches(groups.group_code, 'colou?r')) as colour_name,
        min(option_texts.option_name) filter (where regexp_matches(groups.group_code, 'size')) as size_code
    from {{ ref('base_vendure__product_variant_options_product_option') }} as chosen
    inner join {{ ref('base_vendure__product_option') }} as options
        on chosen.source_name = options.source_name and chosen.option_id = options.option_id
    inner join {{ ref('base_vendure__product_option_group') }} as groups
        on options.source_name = groups.source_name and options.group_id = groups.group_id
    left join option_texts
        on options.source_name = option_texts.source_name and options.option_id = option_texts.option_id
    where not chosen._is_deleted
    group by chosen.source_name, chosen.variant_id

),

final as (

    select
        product_variants.variant_id as product_variant_id,
        product_variants.product_id,
        nullif(product_variants.sku, '') as sku,
        cast(null as varchar) as barcode,
        texts.variant_name,
        options.colour_name,
        options.size_code,
        'unit' as unit_code,
        -- Stock that is not counted never ends; below a negative threshold the shop stops, not at nothing.
        case
            when product_variants.inventory_tracking = 'FALSE' then true
            when product_variants.inventory_tracking = 'INHERIT' and not settings.is_inventory_tracked then true
            when product_variants.is_global_threshold then settings.out_of_stock_threshold < 0
            else product_variants.out_of_stock_threshold < 0
        end as is_sold_without_stock,
        product_variants.source_name,
        'vendure' as vendor,
        coalesce(greatest(product_variants.updated_at, texts.updated_at), product_variants._extracted_at) as updated_at,
        product_variants._is_deleted as is_deleted,
        product_variants._batch_id as batch_id
    from product_variants
    left join texts
        on product_variants.source_name = texts.source_name and product_variants.variant_id = texts.variant_id
    left join settings on product_variants.source_name = settings.source_name
    left join options
        on product_variants.source_name = options.source_name and product_variants.variant_id = options.variant_id

)

select * from final
