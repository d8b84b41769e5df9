with vendors as (

    select * from {{ ref('base_aw_erp__vendors') }}

),

main_offices as (

    select
        offices.source_name,
        offices.business_entity_id,
        states.country_code
    from {{ ref('base_aw_erp__main_offices') }} as offices
    inner join {{ ref('base_aw_erp__addresses') }} as addresses
        on offices.source_name = addresses.source_name and offices.address_id = addresses.address_id
    inner join {{ ref('base_aw_erp__state_provinces') }} as states
        on addresses.source_name = states.source_name and addresses.state_province_id = states.state_province_id

),

final as (

    select
        vendors.vendor_id as supplier_id,
        vendors.account_number as supplier_code,
        vendors.name as supplier_name,
        cast(null as varchar) as tax_id,
        cast(null as varchar) as email,
        cast(null as varchar) as phone,
        main_offices.country_code,
        cast(null as varchar) as currency_code,
        vendors.is_active,
        cast(null as varchar) as city,
        cast(null as varchar) as bank_account,
        vendors.source_name,
        'aw_erp' as vendor,
        coalesce(vendors.modified_at, vendors._extracted_at) as updated_at,
        vendors._is_deleted as is_deleted,
        vendors._batch_id as batch_id
    from vendors
    left join main_offices
        on vendors.source_name = main_offices.source_name and vendors.vendor_id = main_offices.business_entity_id

)

select * from final
