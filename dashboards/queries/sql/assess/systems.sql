-- The systems that are read: what each is to the company, how it stands, and how many rows of it landed.
select source_name, systems, status, landed_row_count, refused_row_count, last_extracted_at
from marts.mart_quality__source_status
order by source_name
