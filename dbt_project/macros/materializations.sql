{# How tables and views are made: each in one transaction, in place of the one that stood there. The adapter's own way
   makes them under another name and renames twice, which takes longer than most of our models do. Hooks, grants and
   indexes, which no model has, are left out. #}
{% materialization table, adapter="duckdb" %}
{%- set target = this.incorporate(type="table") -%}
{%- set statements = drop_what_stands() ~ create_table_as(false, target, compiled_code) -%}
{% call statement("main") -%} {{ statements }} {%- endcall %}
{{ adapter.commit() }}
{{ return({"relations": [target]}) }}
{% endmaterialization %}


{% materialization view, adapter="duckdb" %}
{%- set target = this.incorporate(type="view") -%}
{%- set statements = drop_what_stands() ~ get_create_view_as_sql(target, sql) -%}
{% call statement("main") -%} {{ statements }} {%- endcall %}
{{ adapter.commit() }}
{{ return({"relations": [target]}) }}
{% endmaterialization %}


{# The rows of the keys that came anew take the place of those that stood there. #}
{% materialization incremental, adapter="duckdb" %}
{%- set target = this.incorporate(type="table") -%}
{%- if is_incremental() -%}
{%- set statements = replace_rows_by_key(config.require("unique_key")) -%}
{%- else -%}
{%- set statements = drop_what_stands() ~ create_table_as(false, target, compiled_code) -%}
{%- endif -%}
{% call statement("main") -%} {{ statements }} {%- endcall %}
{{ adapter.commit() }}
{{ return({"relations": [target]}) }}
{% endmaterialization %}


{% macro replace_rows_by_key(keys) -%}
{%- set arrived = adapter.quote(this.identifier ~ "__arrived") -%}
{%- set key = keys | map("tojson") | join(", ") -%}
create or replace temporary table {{ arrived }} as ({{ compiled_code }});
delete from {{ this }} where ({{ key }}) in (select ({{ key }}) from {{ arrived }});
insert into {{ this }} by name select * from {{ arrived }};
drop table {{ arrived }};
{%- endmacro %}


{% macro drop_what_stands() -%}
{%- set standing = load_cached_relation(this) -%}
{% if standing is not none %} drop {{ standing.type }} if exists {{ standing }}; {% endif %}
{%- endmacro %}
