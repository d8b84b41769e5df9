with notices as (

    select
        notice_number,
        purchase_order_number,
        article_code,
        arrives_date,
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
        arrives_date,
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
        arrives_date,
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
        notice_number || '|' || article_code as advance_ship_notice_id,
        notice_number as advance_ship_notice_number,
        supplier_name as supplier_id,
        'announced' as advance_ship_notice_status,
        cast(announced_date as timestamp) as announced_at,
        announced_date,
        arrives_date as expected_date,
        cast(null as varchar) as shipment_id,
        cast(null as varchar) as location_id,
        cast(null as varchar) as incoterm_code,
        cast(null as varchar) as transport_mode_type,
        cast(null as date) as ex_factory_date,
        cast(null as date) as departed_date,
        cast(null as date) as arrived_date,
        cast(null as integer) as carton_count,
        source_name,
        'supplier_files' as vendor,
        coalesce(cast(announced_date as timestamp), _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from stacked

)

select * from final
