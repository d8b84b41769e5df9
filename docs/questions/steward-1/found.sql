with decided as (
    select source_name, party_record_id as record_id from core.xref_customer
    union
    select source_name, record_id
    from marts.mart_quality__identity_review
    where entity = 'customer'
    union
    select other_source_name, other_record_id
    from marts.mart_quality__identity_review
    where entity = 'customer'
)

select source_name, count(*) as record_count
from decided
where source_name in ('shop_eu', 'shop_us')
group by source_name
