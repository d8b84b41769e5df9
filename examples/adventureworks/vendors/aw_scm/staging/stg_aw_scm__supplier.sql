with vendors as (

    select * from {{ ref('base_aw_scm__vendors') }}

),

final as (

    select
        vendor_id as supplier_id,
        account_number as supplier_code,
        name as supplier_name,
        cast(null as varchar) as tax_id,
        cast(null as varchar) as email,
        cast(null as varchar) as phone,
        cast(null as varchar) as country_code,
        cast(null as varchar) as currency_code,
        is_active,
        cast(null as varchar) as city,
        cast(null as varchar) as bank_account,
        source_name,
        'aw_scm' as vendor,
        coalesce(modified_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from vendors

)

select * from final
