with stacked as (

    select * from {{ ref('base_supplier_files__commitments') }}
    union all
    select * from {{ ref('base_supplier_files__commitments_workbook') }}

),

final as (

    select
        commitment_number as supplier_commitment_id,
        supplier_name as supplier_id,
        purchase_order_number || '/' || article_code as purchase_order_line_id,
        article_code as product_variant_id,
        case when purchase_order_number is null then 'forecast' else 'order_line' end as commitment_type,
        answer_number as commitment_number,
        cast(given_date as timestamp) as committed_at,
        given_date as committed_date,
        need_date,
        delivery_date as committed_delivery_date,
        requested_quantity as requested_qty,
        committed_quantity as committed_qty,
        cast(null as varchar) as product_id,
        cast(null as varchar) as work_center_id,
        source_name,
        'supplier_files' as vendor,
        coalesce(cast(given_date as timestamp), _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from stacked

)

select * from final
