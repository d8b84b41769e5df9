-- Every decision, newest first: who, why, whether it stands, and whether the records are as it says.
select
    entry_id, recorded_at, actor, reason, entity, decision_type, source_name, record_id, other_source_name,
    other_record_id, is_standing, is_held, undoes_entry_id, undone_by_entry_id
from marts.mart_quality__steward_decision
order by entry_id desc
