-- Of the CRM's records: those that name an account in another system by its id.
select links.link_type as subject, 'share' as unit, sum(links.named_count) as value, sum(links.record_count) as whole
from marts.mart_quality__system_link as links
inner join marts.mart_quality__source_status as crms on links.source_name = crms.source_name
where contains(crms.systems, 'crm') and links.link_type in ('person_account', 'organisation_account')
group by links.link_type
order by subject
