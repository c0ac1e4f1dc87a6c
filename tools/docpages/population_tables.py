"""The tables of a population, from the schema that reads and checks them."""

from __future__ import annotations

from collections.abc import Iterator

from amp_rules.case.enums import Form
from amp_rules.case.titles import member_title
from amp_rules.population import TABLES, Column, TableSchema
from amp_rules.population.badrows import CODES
from amp_rules.population.schema import CASES, MOST_ROWS, PERSONS
from tools.docpages.case_model import TITLES, fact_type, fact_words
from tools.docpages.markdown import anchor, bullets, code, link, page, table

MODEL = "case-model.md"
INTRO = (
    "A population is many cases of one programme as tables: one for the cases and one for each of their "
    "lists. This page lists every table and column. It is written from the schema, and the schema is made "
    "from the [case model](case-model.md). `amp_rules.population.read` reads such tables, `from_cases` "
    "makes them of cases, and `amp-rules population check` says what is wrong with them."
)
FORM = (
    "## How a case stands in tables",
    bullets(
        (
            "`cases` has one row for each case. Its `case_id` ties the rows of the other tables to it.",
            "A fact's column has the fact's dotted name, joined by `_`: `exploitation.trafficking` is "
            "`exploitation_trafficking`. Money is counted in whole ore or cents, in a column that ends in "
            "`_minor`.",
            "NULL is unknown. A column that is left out is unknown in every row. A column that is not on "
            "this page is a fault.",
            "A fact that may be absent has a second column, `<column>_absent`. True says that there is "
            "none; the value beside it is NULL.",
            "A list has a column `<list>_known` in `cases`. Where it is true and the case has no rows, "
            "there are none. Where it is NULL or left out, the list is known when the case has rows, and "
            "else unknown. False beside rows is a fault.",
            "`position` is the place in the case's list, from 0, without gaps. Rows may stand in any order.",
            f"Among `{PERSONS}` position 0 is the principal, 1 and on are the children. A case without a "
            "principal's row has a principal of whom nothing is known, with the id `principal`.",
            "A dated fact has a table of its own, one row for each span. Both ends are included, spans of "
            "one case do not overlap, and a `value` of NULL is unknown on those days.",
            "Evidence is not in tables.",
        )
    ),
)
TYPES = (
    "## Types",
    table(
        ("Column", "Arrow", "Also taken", "CSV"),
        (
            ("yes or no", "`bool`", "", "`true`, `false`; also `True`, `TRUE`, `False`, `FALSE`"),
            ("number", "`int64`", "any integers", "digits: `0`, `18`, no leading 0"),
            ("money", "`int64`", "any integers", "digits, in ore or cents: `7100` is 71 kronor"),
            ("date", "`date32`", "`date64`, timestamps without zone at midnight", "`YYYY-MM-DD`"),
            (
                "one of, country, name",
                "`string`",
                "large strings, string views, dictionaries of these",
                "the word",
            ),
            (
                "set",
                "`string`: the codes in order, one space between; `''` is the empty set",
                "codes in any order, lists of strings, `[]`",
                "codes with one space between; `[]` is the empty set",
            ),
        ),
    ),
    "Numbers with a fraction are never taken, not even `18.0`. In pandas a column of whole numbers with "
    "gaps is `Int64`, and one of yes and no is `boolean`.",
)
FILES = (
    "## Files",
    "A folder holds `cases.parquet`, `periods.parquet` and so on, or a folder of parts with the table's "
    "name. The endings are `.parquet`, `.csv`, `.arrow` and `.feather`. Tables that are left out have no "
    "rows. In Python, `read` also takes a mapping of names to Arrow tables, or to frames of Polars, "
    "pandas and DuckDB.",
    bullets(
        (
            "CSV is UTF-8, with a header. Commas stand between cells, or semicolons where the header has "
            "them.",
            "An empty cell is unknown, whether it is quoted or not, so that programs which drop quotes "
            "change nothing. The empty set is `[]`.",
            "Files are written for their owner only, and never over others.",
        )
    ),
    "```text\ncase_id,programme,applied_on,exploitation_forms,budget_left_minor,budget_left_minor_absent\n"
    "a-1,nsp,2022-03-01,forced_labour sexual,,true\na-2,nsp,,[],25000000,\n```",
    f"The first case has two forms of exploitation ({member_title(Form.FORCED_LABOUR, 'en')} and "
    f"{member_title(Form.SEXUAL, 'en')}) and a budget without limit. Of the second it is not known when "
    "it was applied for, but that there is no form, and that 250 000 kronor are left.",
)
CHECKED = (
    "## What is checked",
    "Everything that would keep a row from being part of a valid case. A bad row is told by its table, "
    "its number from 1, its keys and its column. Row 0 means the whole table. No other value is shown. "
    "`run` stops at bad rows, or leaves out every case that has one and lists them; rows that belong to "
    "no case always stop it.",
    table(("Code", "What is wrong"), ((code(each), said) for each, said in CODES.items())),
    "Where more than 1000 rows, and all that have a value, are wrong in the same way, the column is told "
    f"once. A case has at most {MOST_ROWS} rows in one table.",
)
RUN = (
    "## What a run gives",
    "`run(rules, population)` gives tables of answers, whichever engine is asked. "
    "`cases` has one row for each case in the order of the input:",
    table(
        ("Column", "Type", "Meaning"),
        (
            (
                "`<goal>`",
                "`string`",
                "a verdict: `granted`, `refused`, `undetermined` or `referred`; a choice",
            ),
            ("`<goal>`", "`bool`, `date32`, `int64`", "another answer; NULL is unknown"),
            (
                "`<goal>_minor`",
                "`int64`",
                "money in ore or cents; `decimal128` where the rules can split them",
            ),
            ("`<goal>_absent`", "`bool`", "true: there is none. Only for goals that may be absent"),
            ("`<goal>_rule`", "`string`", "the rule that decided; NULL where none held, or it is open"),
            ("`missing`", "`list<string>`", "the facts that can still change a goal, by path"),
            (
                "`problem`",
                "`string`",
                "NULL, or why the case could not be decided: `unique: <decision>`, `limit`",
            ),
        ),
    ),
    "Where a case has a `problem`, all its other columns but `case_id` are NULL. Goals about periods or "
    "items stand in `parts`, one row for each, with `case_id`, `position` and the entity's id. `segments` "
    "is the statement of days: `case_id`, `period_id`, `start`, `end`, `days`, `status`, `rate_minor`, "
    "`amount_minor`, one column for each component, and `rules`, the ids of the rules with one space "
    "between. [Population runs](population-runs.md) has every rule of these columns.",
)


def population_tables_page() -> str:
    """docs/reference/population-tables.md."""
    parts = [INTRO, *FORM, *TYPES, *FILES, "## Tables", _index()]
    for schema in TABLES.values():
        parts += _table(schema)
    return page("Population tables", *parts, *CHECKED, *RUN)


def _index() -> str:
    return table(
        ("Table", "One row for each", "Order within the case", "Known by"),
        (
            (
                link(code(schema.name), f"#{anchor(schema.name)}"),
                _about(schema),
                code(schema.order) if schema.order else "",
                code(schema.known) if schema.known else "",
            )
            for schema in TABLES.values()
        ),
    )


def _about(schema: TableSchema) -> str:
    if schema.entity == "span":
        return f"span of {code('daily.' + schema.name)}"
    if schema.name == PERSONS:
        return "person: the principal and the children"
    return "case" if schema.name == CASES else TITLES[schema.entity].lower()


def _table(schema: TableSchema) -> Iterator[str]:
    yield f"### {schema.name}"
    facts = schema.of_role("fact")
    absent = {column.name for column in schema.of_role("absent")}
    keys = [(code(column.name), _key(schema, column)) for column in schema.of_role("case", "own", "position")]
    yield table(("Key", "Meaning"), keys)
    yield table(("Column", "Type", "Meaning", "Betydelse"), (_fact(column, absent) for column in facts))
    known = [code(column.name) for column in schema.of_role("known")]
    if known:
        yield f"Whether the lists are known, yes or no: {', '.join(known)}."


def _key(schema: TableSchema, column: Column) -> str:
    if column.role == "case":
        return "the case's id, a name" if schema.name == CASES else "the case that the row is part of"
    if column.role == "own":
        return "a name of its own within the case"
    return "0 the principal, 1 and on the children" if schema.name == PERSONS else "from 0"


def _fact(column: Column, absent: set[str]) -> tuple[str, ...]:
    spec = column.spec
    assert spec is not None
    names = [column.name] + [f"{column.name}_absent"] * (f"{column.name}_absent" in absent)
    return (
        ", ".join(code(name) for name in names),
        fact_type(spec, MODEL),
        *(fact_words(spec, language) for language in ("en", "sv")),
    )
