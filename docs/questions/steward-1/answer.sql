-- The pairs that need a decision, what is worth most first: the chance that a look changes something, times the money.
select
    entity, source_name, record_id, other_source_name, other_record_id, entity_key, other_key,
    entity_key = other_key as is_one_now, reason, match_weight, chance, stake_amount_group, expected_amount_group,
    evidence
from marts.mart_quality__identity_review
order by expected_amount_group desc, chance desc, source_name asc, record_id asc, other_record_id asc
