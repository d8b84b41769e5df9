{% set fields = {
    'customer_type': 'party_type',
    'address': whole_address(),
    'country_code': 'country_code',
    'account': 'account_key',
} %}
{% set keys = ['customer_key', 'valid_from'] %}

with

versions as (
    select history.*, accounts.customer_key as account_key
    from {{ ref('customer_record_history') }} as history
    left join {{ ref('xref_customer') }} as accounts
        on
            history.source_name = accounts.source_name
            and history.parent_party_record_id = accounts.party_record_id
),

-- What a customer is may change when one of its records does, or a person overrides a field of it.
moments as (
    select customer_key, valid_from from versions
    union
    select links.customer_key, overrides.recorded_at as valid_from
    from {{ source('identity', 'field_override') }} as overrides
    inner join {{ ref('xref_customer') }} as links
        on overrides.source_name = links.source_name and overrides.record_id = links.party_record_id
    where overrides.entity = 'customer' and overrides.field_name in ('customer_type', 'address', 'country_code')
),

timed as (
    select *, lead(valid_from) over (partition by customer_key order by valid_from) is null as is_last
    from moments
),

-- How each record read at each of these moments; at the last one it is as canonical has it.
standing as (
    select
        timed.customer_key,
        timed.valid_from,
        versions.source_name,
        versions.party_record_id,
        versions.party_type,
        versions.street,
        versions.city,
        versions.postal_code,
        versions.country_code,
        versions.account_key,
        versions.is_deleted,
        case when timed.is_last then records.updated_at else versions.updated_at end as updated_at
    from timed
    inner join versions
        on
            timed.customer_key = versions.customer_key
            and timed.valid_from >= versions.valid_from
            and timed.valid_from < coalesce(versions.valid_to, cast('9999-12-31' as timestamp))
    inner join {{ ref('party_record') }} as records
        on versions.source_name = records.source_name and versions.party_record_id = records.party_record_id
),

shown as (
    select customer_key, valid_from
    from standing
    group by customer_key, valid_from
),

linked as (
    select shown.customer_key, shown.valid_from, links.source_name, links.party_record_id
    from shown
    inner join {{ ref('xref_customer') }} as links on shown.customer_key = links.customer_key
),

filled as (
    {{ filled_fields('standing', keys, 'party_record_id', fields) | indent(4) }}
    union all
    {{ overridden_fields(
        'customer', 'linked', keys, 'party_record_id', ['customer_type', 'address', 'country_code'], 'valid_from'
    ) | indent(4) }}
),

survived as (
    {{ survivors('customer', 'filled', keys) | indent(4) }}
),

states as (
    select
        customer_key,
        valid_from,
        {{ field('customer_type') }} as customer_type,
        {{ field('address') }} as address,
        {{ field('country_code') }} as country_code,
        {{ field('account') }} as account_key,
        {{ is_overridden('country_code') }} as has_country_override
    from survived
    group by customer_key, valid_from
),

-- A record without any of these fields says when its customer came to be known, and no more.
known as (
    select
        moments.customer_key,
        moments.valid_from,
        {{ or_unknown('states.customer_type') }} as customer_type,
        {{ country_of('states') }} as country_code,
        states.account_key
    from shown as moments
    left join states on moments.customer_key = states.customer_key and moments.valid_from = states.valid_from
),

described as (
    select *, concat_ws('|', customer_type, coalesce(country_code, ''), coalesce(account_key, '')) as description
    from known
),

compared as (
    select *, lag(description) over (partition by customer_key order by valid_from) as last_description
    from described
),

changed as (
    select *, lead(valid_from) over (partition by customer_key order by valid_from) as valid_to
    from compared
    where last_description is null or description <> last_description
),

final as (
    select
        changed.customer_key,
        changed.valid_from,
        changed.valid_to,
        changed.valid_to is null as is_current,
        changed.customer_type,
        changed.country_code,
        {{ or_unknown('countries.market_code') }} as market_code,
        changed.account_key
    from changed
    left join {{ ref('country_market') }} as countries on changed.country_code = countries.country_code
    union all
    select
        'unknown' as customer_key,
        cast('1970-01-01' as timestamp) as valid_from,
        cast(null as timestamp) as valid_to,
        true as is_current,
        'unknown' as customer_type,
        cast(null as varchar) as country_code,
        'unknown' as market_code,
        cast(null as varchar) as account_key
)

select * from final
