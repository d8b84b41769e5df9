with

ordered as (
    select
        versions.*,
        lag(versions.extracted_at) over (
            partition by versions.source_name, versions.party_record_id order by versions.extracted_at
        ) as last_extracted_at
    from {{ source('run', 'party_version') }} as versions
),

-- A record holds from its creation on, a change of it from when its source says that it was made, if that is between
-- the two extractions that show it, else from the extraction.
dated as (
    select
        *,
        case
            when last_extracted_at is null then least(coalesce(created_at, extracted_at), extracted_at)
            when updated_at > last_extracted_at and updated_at <= extracted_at then updated_at
            else extracted_at
        end as valid_from
    from ordered
),

final as (
    select
        dated.source_name,
        dated.party_record_id,
        links.customer_key,
        dated.valid_from,
        lead(dated.valid_from) over record_by_time as valid_to,
        lead(dated.valid_from) over record_by_time is null as is_current,
        {{ canonical_code('', 'party_record', 'party_type') }} as party_type,
        dated.full_name,
        dated.organisation_name,
        dated.email,
        dated.phone,
        dated.street,
        dated.city,
        dated.postal_code,
        {{ canonical_code('', 'party_record', 'country_code') }} as country_code,
        dated.parent_party_record_id,
        dated.is_deleted,
        dated.updated_at,
        dated.extracted_at
    from dated
    inner join {{ ref('xref_customer') }} as links
        on dated.source_name = links.source_name and dated.party_record_id = links.party_record_id
    window record_by_time as (partition by dated.source_name, dated.party_record_id order by dated.extracted_at)
)

select * from final
