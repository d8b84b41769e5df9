-- The files that were sent again under their date, corrected.
select source_name, table_name, file_name
from truth.faults
where fault = 'file_sent_corrected'
