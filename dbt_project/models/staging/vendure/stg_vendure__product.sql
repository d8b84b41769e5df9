with products as (

    select * from {{ ref('base_vendure__product') }}

),

texts as (

    {{ vendure_texts('product_translation', 'product_id') }}

),

labels as (

    select
        worn.source_name,
        worn.product_id,
        min(names.facet_value_name) filter (where facets.facet_code = 'category') as category_name,
        min(labels.facet_value_code) filter (where facets.facet_code = 'season') as season_code
    from {{ ref('base_vendure__product_facet_values_facet_value') }} as worn
    inner join {{ ref('base_vendure__facet_value') }} as labels
        on worn.source_name = labels.source_name and worn.facet_value_id = labels.facet_value_id
    inner join {{ ref('base_vendure__facet') }} as facets
        on labels.source_name = facets.source_name and labels.facet_id = facets.facet_id
    left join {{ ref('base_vendure__facet_value_translation') }} as names
        on labels.source_name = names.source_name and labels.facet_value_id = names.facet_value_id
    where not worn._is_deleted
    group by worn.source_name, worn.product_id

),

final as (

    select
        products.product_id,
        upper(texts.slug) as product_code,
        texts.product_name,
        labels.category_name,
        upper(labels.season_code) as season_code,
        'finished' as product_type,
        products.source_name,
        'vendure' as vendor,
        coalesce(greatest(products.updated_at, texts.updated_at), products._extracted_at) as updated_at,
        products._is_deleted as is_deleted,
        products._batch_id as batch_id
    from products
    left join texts on products.source_name = texts.source_name and products.product_id = texts.product_id
    left join labels on products.source_name = labels.source_name and products.product_id = labels.product_id

)

select * from final
