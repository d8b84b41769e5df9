-- Customers, suppliers and products of many records, what speaks most for too many first.
select
    entity, entity_key, suspicion_count, record_count, source_count, country_count, tax_id_count, email_count,
    phone_count, lowest_match_weight
from marts.mart_quality__identity_cluster
order by suspicion_count desc, record_count desc, entity asc, entity_key asc
