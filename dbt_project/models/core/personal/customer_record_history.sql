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
        {{ canonical_code('', 'party_record', 'party_type') }} as our_party_type,
        {{ canonical_code('', 'party_record', 'country_code') }} as our_country_code,
        case
            when last_extracted_at is null then least(coalesce(created_at, extracted_at), extracted_at)
            when updated_at > last_extracted_at and updated_at <= extracted_at then updated_at
            else extracted_at
        end as valid_from
    from ordered
),

closed as (
    select *, lead(valid_from) over (partition by source_name, party_record_id order by extracted_at) as valid_to
    from dated
),

final as (
    select
        closed.source_name,
        closed.party_record_id,
        links.customer_key,
        closed.valid_from,
        closed.valid_to,
        closed.valid_to is null as is_current,
        closed.our_party_type as party_type,
        closed.full_name,
        closed.organisation_name,
        closed.email,
        closed.phone,
        closed.street,
        closed.city,
        closed.postal_code,
        closed.our_country_code as country_code,
        closed.parent_party_record_id,
        closed.is_deleted,
        closed.updated_at,
        closed.extracted_at
    from closed
    inner join {{ ref('xref_customer') }} as links
        on closed.source_name = links.source_name and closed.party_record_id = links.party_record_id
)

select * from final
