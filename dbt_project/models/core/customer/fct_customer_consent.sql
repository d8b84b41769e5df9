with

answers as (
    select
        links.customer_key,
        consents.source_name,
        consents.party_record_id,
        consents.consent_id,
        consents.purpose_type,
        consents.consent_channel_type,
        consents.legal_basis_type,
        coalesce(consents.decided_at, consents.updated_at) as decided_at,
        consents.is_deleted,
        case
            when consents.consent_status = 'given' and consents.valid_to_date < {{ as_of() }} then 'expired'
            when consents.consent_status in ('given', 'pending', 'refused', 'withdrawn') then consents.consent_status
            else 'unknown'
        end as consent_status
    from {{ ref('consent') }} as consents
    inner join {{ ref('xref_customer') }} as links
        on consents.source_name = links.source_name and consents.party_record_id = links.party_record_id
),

-- A yes that a source has deleted is none; a no stands, for the person has said it.
valid as (
    select *, consent_status in ('withdrawn', 'refused') as is_no
    from answers
    where not is_deleted or consent_status in ('withdrawn', 'refused')
),

-- What a record says is its last answer.
standing as (
    select *
    from valid
    qualify row_number() over (
        partition by source_name, party_record_id, purpose_type, consent_channel_type
        order by decided_at desc nulls last, is_no desc, consent_id desc
    ) = 1
),

asked as (
    select
        customer_key,
        {{ or_unknown('purpose_type') }} as purpose_type,
        {{ or_unknown('consent_channel_type') }} as consent_channel_type
    from standing
    group by 1, 2, 3
),

-- A no that does not say what it is about is about everything.
final as (
    select
        asked.customer_key,
        asked.purpose_type,
        asked.consent_channel_type,
        standing.consent_status,
        standing.consent_status = 'given' as is_granted,
        standing.legal_basis_type,
        standing.decided_at,
        standing.source_name,
        standing.party_record_id,
        standing.consent_id
    from asked
    inner join standing on asked.customer_key = standing.customer_key
    where
        (
            asked.purpose_type = {{ or_unknown('standing.purpose_type') }}
            or (standing.purpose_type is null and standing.is_no)
        )
        and (
            asked.consent_channel_type = {{ or_unknown('standing.consent_channel_type') }}
            or (standing.consent_channel_type is null and standing.is_no)
        )
    qualify row_number() over (
        partition by asked.customer_key, asked.purpose_type, asked.consent_channel_type
        order by
            case standing.consent_status
                when 'withdrawn' then 1
                when 'refused' then 2
                when 'unknown' then 3
                when 'expired' then 4
                when 'pending' then 5
                else 6
            end asc,
            standing.decided_at asc nulls last,
            standing.source_name asc,
            standing.party_record_id asc,
            standing.consent_id asc
    ) = 1
)

select * from final
