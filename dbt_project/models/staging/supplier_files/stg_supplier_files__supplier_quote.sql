with quotes as (

    select * from {{ ref('base_supplier_files__quotes') }}

),

final as (

    select
        quote_number || '|' || article_code || '|' || cast(minimum_step_quantity as varchar) as supplier_quote_id,
        quote_number,
        supplier_name as supplier_id,
        article_code as product_id,
        quote_status,
        cast(quoted_date as timestamp) as quoted_at,
        quoted_date as quote_date,
        valid_to_date,
        incoterm_code,
        minimum_step_quantity as minimum_step_qty,
        lead_time_days,
        currency_code,
        unit_price_amount,
        tooling_amount,
        cast(null as varchar) as product_variant_id,
        source_name,
        'supplier_files' as vendor,
        coalesce(cast(quoted_date as timestamp), _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from quotes

)

select * from final
