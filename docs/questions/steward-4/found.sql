-- Records of decisions that stand and do not hold.
select source_name, record_id
from marts.mart_quality__steward_decision
where is_standing and not is_held
