"""Statements that try to get out of a release: read, write or reach something, or never end.

Belongs here: the statements by class, and the grammar that a fuzzer makes more of. Not here: running them.
`{secret}` is a file that must not be read, `{folder}` one in which nothing may be written, `{url}` a server on this
machine that nobody may ask, `{personal}` the file with personal data beside the release.
"""

from __future__ import annotations

import random

READ = (
    "select * from read_csv('{secret}')", "select * from read_csv_auto('{secret}')", "from '{secret}'",
    "select * from read_text('{secret}')", "select content from read_blob('{secret}')", "from sniff_csv('{secret}')",
    "select * from read_json('{secret}')", "select * from read_json_objects_auto('{secret}')",
    "select * from read_ndjson_objects('{secret}')", "select * from read_parquet('{secret}')",
    "select * from parquet_metadata('{secret}')", "select * from parquet_schema('{secret}')",
    "select * from parquet_kv_metadata('{secret}')", "select * from glob('{folder}/*')",
    "select * from read_text('/proc/self/environ')", "select * from read_text('/proc/self/cmdline')",
    "select * from read_text('/etc/passwd')", "from read_csv('/dev/stdin')", "from read_text(['{secret}', '{secret}'])",
    "with s as (from read_text('{secret}')) select * from s", "select (select content from read_text('{secret}'))",
    "select * from query('from read_text(''{secret}'')')", "select * from query_table('{secret}')",
    "select * from query_table(['{secret}'])", "summarize '{secret}'", "describe '{secret}'",
    "select * from (pivot '{secret}' on column0)", "from read_text('{folder}/../{folder}/secret.txt')",
    "from sqlite_scan('{personal}', 'customer')", "from read_xlsx('{secret}')", "from st_read('{secret}')",
    "select * from read_text('{folder}/link.txt')", "from read_csv('{folder}/../../*/secret.txt')",
)  # fmt: skip
PERSONAL = (
    "attach '{personal}' as p", "select * from personal.customer_identity", "from '{personal}'",
    "select * from query_table('personal.customer_identity')", "from read_blob('{personal}')",
)  # fmt: skip
WRITE = (
    "copy (select 1) to '{folder}/stolen.csv'", "copy core.fct_order_line to '{folder}/a.parquet' (format parquet)",
    "export database '{folder}'", "copy from database release to memory", "create table core.t as select 1",
    "create temp table t as select 1", "create view v as select 1", "create macro m() as 1", "create schema s",
    "create sequence s", "create type t as enum ('a')", "insert into core.fct_order_line default values",
    "update core.fct_order_line set generation = 1", "delete from core.fct_order_line",
    "drop table core.fct_order_line",
    "truncate core.fct_order_line", "alter table core.fct_order_line add column a int", "vacuum", "checkpoint",
    "merge into core.fct_order_line using (select 1 as a) s on true when matched then delete",
    "comment on table core.fct_order_line is 'x'", "analyze", "create index i on core.fct_order_line (generation)",
    "with gone as (delete from core.fct_order_line returning *) from gone",
    "select * from query('copy (select 1) to ''{folder}/stolen.csv''')", "pragma profiling_output='{folder}/p.json'",
    "set log_query_path = '{folder}/log.txt'", "call enable_logging(storage = 'file', storage_path = '{folder}')",
    "import database '{folder}'", "pragma enable_profiling = 'json'", "set profiling_output = '{folder}/p.json'",
    "with a as (select 1 as n) insert into core.fct_order_line select n from a", "create temp view v as from x",
    "create temp macro sum(x) as 1", "create or replace temp macro main.query_table(x) as table (select 1)",
    "create temp view fct_order_line as select 1",
)  # fmt: skip
REACH = (
    "from '{url}/a.csv'", "select * from read_csv('{url}/a.csv')", "select * from read_text('{url}/a')",
    "from read_parquet('s3://bucket/a.parquet')", "attach '{url}/a.duckdb'", "install httpfs", "load httpfs",
    "install spatial from community", "force install httpfs from '{url}'", "load '{folder}/x.duckdb_extension'",
    "attach 'postgres:host=127.0.0.1' as pg (type postgres)", "from postgres_scan('host=127.0.0.1', 'public', 't')",
    "from mysql_query('m', 'select 1')", "select http_get('{url}')", "from iceberg_scan('{url}')",
    "from delta_scan('{url}')", "create secret s (type s3, key_id 'a', secret 'b')",
    "create persistent secret s (type s3, key_id 'a', secret 'b')", "attach '{folder}/other.duckdb' as o",
    "attach 'ducklake:{folder}/d'",
)  # fmt: skip
SETTINGS = (
    "set enable_external_access = true", "reset enable_external_access", "set lock_configuration = false",
    "pragma enable_external_access = true", "set memory_limit = '100GB'", "set threads = 64",
    "set temp_directory = '{folder}'", "set extension_directory = '{folder}'", "set variable a = 1", "use memory",
    "attach ':memory:' as m", "detach release", "select getenv('HOME')", "select getenv('ENTREPOT_TEST_CANARY')",
    "select set_config('threads', '1')", "call force_checkpoint()", "select * from python_variable", "begin", "commit",
    "prepare p as select 1", "execute p", "deallocate p", "select 1; select 2", "select 1; copy (select 1) to 'a'",
    "set search_path = 'main'", "set schema = 'main'", "set custom_user_agent = 'x'",
    "explain analyze select 1", "load sqlite; select 1", "pragma import_database('{folder}')",
)  # fmt: skip
ENDLESS = (
    "select length(repeat('x', 1000000000))",
    "select sum(a.range * b.range) from range(100000000) a, range(10000000) b",
    "with recursive f(n) as (select 1 union all select n + 1 from f) select max(n) from f",
    "select count(*) from range(1000000000000) order by 1", "select list_sort(range(300000000))",
    "from range(10000000000) order by hash(range)", "select lpad('x', 2000000000, 'y')",
    "select " + "(" * 20000 + "1" + ")" * 20000, "select " + "+".join(["1"] * 20000), "select " + "[" * 5000,
    "with recursive f as (select [1] as l union all select list_concat(l, l) from f) select count(*) from f",
    "select string_agg(repeat('y', 1000000), '') from range(100000)", "select printf('%999999999d', 1)",
    "select regexp_replace(repeat('a', 50000000), '(a*)*b', '')",
    "select * from " + "(select * from " * 500 + "range(1)",
    "select " + ",".join(f"{number} as c{number}" for number in range(50000)),
)  # fmt: skip
"""Each is refused, or ended by its limit."""
WITHIN = (
    "from query_table('core.fct_order_line') select count(*)", "select * from query('select 1 as a')",
    "from duckdb_tables() select table_name", "from duckdb_settings() select name, value limit 3",
    "from information_schema.tables", "from pragma_storage_info('core.fct_order_line')", "from duckdb_secrets()",
    "from duckdb_databases()", "show tables", "describe core.fct_order_line", "summarize core.fct_order_line",
    "from pragma_database_size()", "from duckdb_functions() select count(*)", "select current_setting('threads')",
)  # fmt: skip
"""What DuckDB's settings leave open and we do too: what a release is and holds, and where it lies."""
OUTSIDE = (*READ, *PERSONAL, *WRITE, *REACH, *SETTINGS)
"""Each is refused, or answered without anything from outside."""

_RULES = {
    "statement": (
        "select {item} {from} {where}", "from {source} {where}", "with c as ({statement}) select * from c", "{attack}",
        "select {item} from ({statement}) as s", "{statement} union all {statement}", "values ({item}), ({item})",
        "select {item} from {source} as a, {source} as b {where}", "summarize {source}", "{statement}; {statement}",
        "select * from (pivot {source} on {name} using count(*))", "explain {statement}", "{broken}",
        "with recursive r(n) as (select 1 union all select n + 1 from r where {item} is not null) select * from r",
    ),
    "item": (
        "1", "null", "'{path}'", "{name}", "*", "columns(*)", "{function}({item})", "{function}({item}, {item})",
        "({item} + {item})", "cast({item} as {type})", "[{item}, {item}]", "{{'a': {item}}}", "({statement})",
        "case when {item} then {item} end", "list_transform([{item}], x -> {item})", "{item}::{type}", "$1", "?",
        "row_number() over (order by {item})", "{item} in ({statement})", "interval {item} year",
        "x'ff'", "''", "1e999",
    ),
    "from": ("", "from {source}", "from {source} as t"),
    "where": ("", "where {item}", "order by {item} limit {item}", "group by all", "qualify {item}", "using sample 10%"),
    "source": (
        "core.fct_order_line", "range({item})", "generate_series(1, {item})", "'{path}'", "{table_function}('{path}')",
        "query('{statement}')", "query_table('{path}')", "({statement})", "unnest([{item}])", "duckdb_settings()",
        "duckdb_secrets()", "glob('{path}')", "information_schema.tables", "repeat_row({item}, num_rows=10)",
    ),
    "table_function": (
        "read_csv", "read_text", "read_blob", "read_parquet", "read_json", "sniff_csv", "parquet_metadata", "glob",
        "sqlite_scan", "read_xlsx", "postgres_scan", "read_ndjson_objects", "parquet_bloom_probe", "duckdb_logs_parsed",
    ),
    "function": (
        "repeat", "lpad", "getenv", "sum", "list", "range", "hash", "regexp_replace", "printf", "strftime", "to_json",
        "current_setting", "getvariable", "nextval", "array_value", "bitstring", "factorial", "error", "write_log",
        "json_extract", "md5", "sha256", "list_resize", "chr", "from_base64", "decode",
        "struct_pack", "try", "txid_current",
    ),
    "path": ("{secret}", "{folder}/*", "{url}/a", "/etc/passwd", "/proc/self/environ", "{personal}", "../a", "s3://b/c"),
    "name": ("generation", "a", '"*"', "core", "rowid", "content", "filename"),
    "type": ("int", "varchar", "decimal(38, 10)", "json", "blob", "timestamptz", "int[]", "hugeint", "bit", "uuid"),
    "attack": OUTSIDE,
    "broken": ("select (", "from", "'", "select 1e", "\0", "select 'é\u202e", "{item} {item}",
               "/*", "--", ";;;", "{where}"),
}  # fmt: skip
_DEEP = 6


def made(chance: random.Random, rule: str = "statement", depth: int = 0) -> str:
    """Return a statement of the grammar; places such as `{secret}` stay to be filled in."""
    options = _RULES[rule]
    text = chance.choice(options if depth < _DEEP else options[: max(2, len(options) // 6)])
    if depth >= _DEEP and rule in ("statement", "source"):
        return "select 1" if rule == "statement" else "range(3)"
    for name in _RULES:
        while "{" + name + "}" in text and rule != "attack":
            text = text.replace("{" + name + "}", made(chance, name, depth + 1), 1)
    return text.replace("{{", "{").replace("}}", "}")


def placed(statement: str, places: dict[str, str]) -> str:
    """Return a statement with its places filled in; braces of SQL stay."""
    for name, value in places.items():
        statement = statement.replace("{" + name + "}", value)
    return statement
