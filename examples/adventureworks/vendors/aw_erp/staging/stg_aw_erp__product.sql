with models as (

    select * from {{ ref('base_aw_erp__product_models') }}

),

products as (

    select * from {{ ref('base_aw_erp__products') }}

),

categorised as (

    select
        products.*,
        categories.name as category_name
    from products
    left join {{ ref('base_aw_erp__product_subcategories') }} as subcategories
        on
            products.source_name = subcategories.source_name
            and products.product_subcategory_id = subcategories.product_subcategory_id
    left join {{ ref('base_aw_erp__product_categories') }} as categories
        on
            subcategories.source_name = categories.source_name
            and subcategories.product_category_id = categories.product_category_id

),

-- All articles of a model stand in one category; max() only says so to the engine.
model_categories as (

    select
        source_name,
        product_model_id,
        max(category_name) as category_name
    from categorised
    where product_model_id is not null
    group by source_name, product_model_id

),

styles_of_models as (

    select
        'model:' || models.product_model_id as product_id,
        'PM-' || models.product_model_id as product_code,
        models.name as product_name,
        model_categories.category_name,
        cast(null as varchar) as season_code,
        'finished' as product_type,
        models.source_name,
        'aw_erp' as vendor,
        coalesce(models.modified_at, models._extracted_at) as updated_at,
        models._is_deleted as is_deleted,
        models._batch_id as batch_id
    from models
    left join model_categories
        on
            models.source_name = model_categories.source_name
            and models.product_model_id = model_categories.product_model_id

),

styles_of_their_own as (

    select
        'article:' || product_id as product_id,
        product_number as product_code,
        name as product_name,
        category_name,
        cast(null as varchar) as season_code,
        case when is_finished_good then 'finished' else 'material' end as product_type,
        source_name,
        'aw_erp' as vendor,
        coalesce(modified_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from categorised
    where product_model_id is null

),

final as (

    select * from styles_of_models
    union all
    select * from styles_of_their_own

)

select * from final
