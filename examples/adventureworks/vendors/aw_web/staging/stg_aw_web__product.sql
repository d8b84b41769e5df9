with models as (

    select * from {{ ref('base_aw_web__product_models') }}

),

products as (

    select * from {{ ref('base_aw_web__products') }}

),

subcategories as (

    select * from {{ ref('base_aw_web__product_subcategories') }}

),

categories as (

    select * from {{ ref('base_aw_web__product_categories') }}

),

-- All articles of a model stand in one category; max() only says so to the engine.
model_categories as (

    select
        products.source_name,
        products.product_model_id,
        max(categories.name) as category_name
    from products
    inner join subcategories
        on
            products.source_name = subcategories.source_name
            and products.product_subcategory_id = subcategories.product_subcategory_id
    inner join categories
        on
            subcategories.source_name = categories.source_name
            and subcategories.product_category_id = categories.product_category_id
    group by products.source_name, products.product_model_id

),

final as (

    select
        models.product_model_id as product_id,
        'PM-' || models.product_model_id as product_code,
        models.name as product_name,
        model_categories.category_name,
        cast(null as varchar) as season_code,
        'finished' as product_type,
        models.source_name,
        'aw_web' as vendor,
        coalesce(models.modified_at, models._extracted_at) as updated_at,
        models._is_deleted as is_deleted,
        models._batch_id as batch_id
    from models
    left join model_categories
        on
            models.source_name = model_categories.source_name
            and models.product_model_id = model_categories.product_model_id

)

select * from final
