with centers as (

    select * from {{ ref('base_odoo__mrp_workcenter') }}

),

companies as (

    select * from {{ ref('base_odoo__res_company') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(centers.work_center_id as varchar) as work_center_id,
        coalesce(centers.code, centers.name) as work_center_code,
        centers.name as work_center_name,
        cast(null as varchar) as work_center_type,
        cast(null as varchar) as location_id,
        cast(null as varchar) as supplier_id,
        cast(centers.efficiency / 100 as decimal(18, 8)) as efficiency_pct,
        currencies.currency_code as cost_currency_code,
        centers.hourly_cost as hourly_cost_amount,
        coalesce(centers.is_active, true) as is_active,
        centers.source_name,
        'odoo' as vendor,
        coalesce(centers.write_date, centers._extracted_at) as updated_at,
        centers._is_deleted as is_deleted,
        centers._batch_id as batch_id
    from centers
    left join companies
        on centers.source_name = companies.source_name and centers.company_id = companies.company_id
    left join currencies
        on companies.source_name = currencies.source_name and companies.currency_id = currencies.currency_id

)

select * from final
