with costs as (

    select * from {{ ref('base_aw_erp__product_costs') }}

),

final as (

    select
        product_id || '|' || cast(valid_from_date as varchar) as product_cost_id,
        product_id as product_variant_id,
        'standard' as cost_type,
        'USD' as currency_code,
        standard_cost_amount as unit_cost_amount,
        valid_from_date,
        valid_to_date,
        source_name,
        'aw_erp' as vendor,
        coalesce(modified_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from costs

)

select * from final
