with accounts as (

    select * from {{ ref('base_salesforce__accounts') }}

),

contacts as (

    select * from {{ ref('base_salesforce__contacts') }}

),

answers as (

    select * from {{ ref('base_salesforce__contact_point_type_consents') }}

),

people as (

    select
        id, person_individual_id as individual_id, has_opted_out_of_email, do_not_call,
        source_name, system_modstamp, _extracted_at, _is_deleted, _batch_id
    from accounts
    where is_person_account
    union all
    select
        id, individual_id, has_opted_out_of_email, do_not_call,
        source_name, system_modstamp, _extracted_at, _is_deleted, _batch_id
    from contacts
    where not coalesce(is_person_account, false)

),

individuals as (

    select source_name, individual_id, min(id) as party_record_id
    from people
    where not _is_deleted
    group by source_name, individual_id

),

stacked as (

    select
        id || '/email' as consent_id,
        id as party_record_id,
        'marketing' as purpose_type,
        'Email' as contact_point_type,
        'OptOut' as privacy_consent_status,
        cast(null as timestamp) as captured_at,
        cast(null as varchar) as capture_source,
        cast(null as timestamp) as effective_to,
        source_name, system_modstamp, _extracted_at, _is_deleted, _batch_id
    from people
    where has_opted_out_of_email
    union all
    select
        id || '/phone' as consent_id,
        id as party_record_id,
        'marketing' as purpose_type,
        'Phone' as contact_point_type,
        'OptOut' as privacy_consent_status,
        cast(null as timestamp) as captured_at,
        cast(null as varchar) as capture_source,
        cast(null as timestamp) as effective_to,
        source_name, system_modstamp, _extracted_at, _is_deleted, _batch_id
    from people
    where do_not_call
    union all
    select
        answers.id as consent_id, individuals.party_record_id, cast(null as varchar) as purpose_type,
        answers.contact_point_type, answers.privacy_consent_status, answers.captured_at, answers.capture_source,
        answers.effective_to, answers.source_name, answers.system_modstamp, answers._extracted_at, answers._is_deleted,
        answers._batch_id
    from answers
    left join individuals
        on answers.source_name = individuals.source_name and answers.party_id = individuals.individual_id

),

final as (

    select
        consent_id,
        party_record_id,
        purpose_type,
        {{ map_code('contact_point_type', 'consent.consent_channel_type', {
            'Email': 'email', 'Phone': 'phone', 'MailingAddress': 'post', 'Web': 'web'
        }) }} as consent_channel_type,
        {{ map_code('privacy_consent_status', 'consent.consent_status', {
            'OptIn': 'given', 'OptOut': 'withdrawn', 'Seen': 'pending', 'NotSeen': 'pending'
        }) }} as consent_status,
        captured_at as decided_at,
        cast(effective_to as date) as valid_to_date,
        capture_source as evidence_text,
        cast(null as varchar) as legal_basis_type,
        source_name,
        'salesforce' as vendor,
        coalesce(system_modstamp, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from stacked

)

select * from final
