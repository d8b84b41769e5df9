-- Of the accounts that the CRM names: those that the other system has.
select links.link_type as subject, 'share' as unit, sum(links.found_count) as value, sum(links.named_count) as whole
from marts.mart_quality__system_link as links
inner join marts.mart_quality__source_status as crms on links.source_name = crms.source_name
where contains(crms.systems, 'crm') and links.link_type in ('person_account', 'organisation_account')
group by links.link_type
having sum(links.named_count) > 0
order by subject
