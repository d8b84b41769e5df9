with notices as (

    select
        notice_number,
        purchase_order_number,
        article_code,
        quantity,
        line_number,
        carton_number,
        lot_number,
        supplier_name,
        coalesce(announced_date, ships_date) as announced_date,
        source_name,
        _extracted_at,
        _is_deleted,
        _batch_id
    from {{ ref('base_supplier_files__notices') }}

),

notices_workbook as (

    select
        notice_number,
        purchase_order_number,
        article_code,
        quantity,
        line_number,
        carton_number,
        lot_number,
        supplier_name,
        coalesce(announced_date, ships_date) as announced_date,
        source_name,
        _extracted_at,
        _is_deleted,
        _batch_id
    from {{ ref('base_supplier_files__notices_workbook') }}

),

notices_chinese as (

    select
        notice_number,
        purchase_order_number,
        article_code,
        quantity,
        cast(null as varchar) as line_number,
        cast(null as varchar) as carton_number,
        cast(null as varchar) as lot_number,
        supplier_name,
        ships_date as announced_date,
        source_name,
        _extracted_at,
        _is_deleted,
        _batch_id
    from {{ ref('base_supplier_files__notices_chinese') }}

),

stacked as (

    select * from notices
    union all
    select * from notices_workbook
    union all
    select * from notices_chinese

),

final as (

    select
        notice_number || '|' || article_code as advance_ship_notice_line_id,
        notice_number || '|' || article_code as advance_ship_notice_id,
        purchase_order_number || '/' || coalesce(line_number, article_code) as purchase_order_line_id,
        article_code as sku,
        announced_date,
        quantity as announced_qty,
        carton_number,
        lot_number,
        cast(null as varchar) as product_variant_id,
        source_name,
        'supplier_files' as vendor,
        coalesce(cast(announced_date as timestamp), _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from stacked

)

select * from final
