"""zen-engine: one decision graph per case, precompiled in a static loader.

`engine.evaluate(key, ...)` with a static loader compiles once; `create_decision(...)` and
`get_decision(...)` cost 10 to 25 times as much per evaluation. Two graphs answer the same: *tables*, as the
product is meant to be used (an ordered eligibility table, a rate table looped over the periods, expressions
for the arithmetic), and *expressions*, everything in one expression node. `null and true` is an error in
its language, so that every fact is compared with true or false first. Each graph runs without and with the
engine's own trace.

Timed: evaluating a dictionary; turning the floats that come back into whole SEK. Untimed: making the
dictionary, with dates as ordinal days.
"""

from datetime import date
from itertools import pairwise
from typing import Any

import zen

from bench.cases import FACTS, Answer, Case

YEAR_FIRST = date(2022, 1, 1).toordinal()
YEAR_LAST = date(2022, 12, 31).toordinal()

GATES = ("foreign_national", "in_sweden", "wants_return", "informed", "country_acceptable")
DAYS = f"max([0, min([{{end}}, {{start}} + {{cap}} - 1, {YEAR_LAST}]) - max([{{start}}, {YEAR_FIRST}]) + 1])"
SUPPLEMENTS = "({child} ? 500 : 0) + ({staffing} ? 200 : 0)"
LOOP = {
    "passThrough": True,
    "executionMode": "loop",
    "inputField": "periods",
    "outputPath": "periods",
}

REFUSED = " or ".join(
    [
        *(f"{gate} == false" for gate in GATES),
        "(trafficked == false and in_prostitution == false)",
        "(prior_participation == true and special_circumstances == false)",
    ]
)
ADMITTED = " and ".join(
    [
        *(f"{gate} == true" for gate in GATES),
        "(trafficked == true or in_prostitution == true)",
        "(prior_participation == false or special_circumstances == true)",
    ]
)


def make_node(name: str, kind: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
    """A node of the graph."""
    node: dict[str, Any] = {"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}}
    return node if content is None else {**node, "content": content}


def make_graph(nodes: list[dict[str, Any]], *paths: tuple[str, ...]) -> dict[str, Any]:
    """A graph whose edges follow the paths from node to node."""
    pairs = {pair for path in paths for pair in pairwise(path)}
    edges = [
        {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in sorted(pairs)
    ]
    ends = [make_node("request", "inputNode"), make_node("response", "outputNode")]
    return {"contentType": "application/vnd.gorules.decision", "nodes": [*ends, *nodes], "edges": edges}


def make_table(
    name: str,
    columns: tuple[str, ...],
    rows: list[tuple[dict[str, str], dict[str, str]]],
    **settings: Any,
) -> dict[str, Any]:
    """A first-hit table; a row is its cells per column (any value where left out) and its outputs."""
    outputs = tuple(rows[0][1])
    return make_node(
        name,
        "decisionTableNode",
        {
            "hitPolicy": "first",
            "inputs": [{"id": f"in-{column}", "name": column, "field": column} for column in columns],
            "outputs": [{"id": f"out-{output}", "name": output, "field": output} for output in outputs],
            "rules": [
                {
                    "_id": f"{name}-{index}",
                    **{f"in-{column}": cells.get(column, "") for column in columns},
                    **{f"out-{output}": value for output, value in concluded.items()},
                }
                for index, (cells, concluded) in enumerate(rows)
            ],
            **settings,
        },
    )


def make_expressions(name: str, expressions: dict[str, str], **settings: Any) -> dict[str, Any]:
    """A node that computes each key in turn."""
    listed = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in expressions.items()]
    return make_node(name, "expressionNode", {"expressions": listed, **settings})


def make_eligibility_table() -> dict[str, Any]:
    """Rows that refuse, then rows that admit, else unknown."""
    refusing = [
        *({gate: "false"} for gate in GATES),
        {"trafficked": "false", "in_prostitution": "false"},
        {"prior_participation": "true", "special_circumstances": "false"},
    ]
    every_gate = dict.fromkeys(GATES, "true")
    admitting = [
        {**every_gate, exploited: "true", **admissible}
        for exploited in ("trafficked", "in_prostitution")
        for admissible in ({"prior_participation": "false"}, {"special_circumstances": "true"})
    ]
    rows = [
        *((cells, {"eligible": "false"}) for cells in refusing),
        *((cells, {"eligible": "true"}) for cells in admitting),
        ({}, {"eligible": "null"}),
    ]
    return make_table("eligibility", FACTS, rows, passThrough=False)


def make_table_graph() -> dict[str, Any]:
    """Eligibility and rates as tables, the arithmetic as expressions."""
    rates = make_table(
        "rates",
        ("kind", "number"),
        [
            ({"kind": "'reflection'"}, {"rate": "1200", "cap": "30"}),
            ({"kind": "'in_depth'", "number": "1"}, {"rate": "1200", "cap": "90"}),
            ({"kind": "'in_depth'", "number": "[2..3]"}, {"rate": "600", "cap": "90"}),
            ({}, {"rate": "0", "cap": "0"}),
        ],
        **LOOP,
    )
    supplements = SUPPLEMENTS.format(child="any_child", staffing="extra_staffing")
    payment = make_expressions(
        "payment",
        {
            "days": DAYS.format(start="start", end="end", cap="cap"),
            "amount": f"$.days * (max([0, rate - allowance]) + {supplements})",
        },
        **LOOP,
    )
    sums = make_expressions(
        "sums", {"amounts": "map(periods, #.amount)", "total": "sum($.amounts)"}, passThrough=False
    )
    return make_graph(
        [make_eligibility_table(), rates, payment, sums],
        ("request", "eligibility", "response"),
        ("request", "rates", "payment", "sums", "response"),
    )


def make_expression_graph() -> dict[str, Any]:
    """Everything in one expression node."""
    days = DAYS.format(start="#.start", end="#.end", cap="(#.kind == 'reflection' ? 30 : 90)")
    adult = "max([0, (#.kind == 'reflection' or #.number == 1 ? 1200 : 600) - #.allowance])"
    daily = f"{adult} + {SUPPLEMENTS.format(child='#.any_child', staffing='#.extra_staffing')}"
    amount = f"#.kind == 'in_depth' and #.number > 3 ? 0 : {days} * ({daily})"
    everything = make_expressions(
        "everything",
        {
            "eligible": f"({REFUSED}) ? false : (({ADMITTED}) ? true : null)",
            "amounts": f"map(periods, {amount})",
            "total": "sum($.amounts)",
        },
        passThrough=False,
    )
    return make_graph([everything], ("request", "everything", "response"))


class ZenEngine:
    """One graph, without or with the engine's trace."""

    def __init__(self, name: str, graph: dict[str, Any], trace: bool) -> None:
        self.name = name
        self._evaluate = zen.ZenEngine({"loader": {"type": "static", "content": {"case": graph}}}).evaluate
        self._options: Any = {"trace": True} if trace else None

    def convert(self, case: Case) -> dict[str, Any]:
        """The case as a dictionary, None where unknown."""
        periods = [
            {
                "kind": period.kind,
                "number": period.number,
                "start": period.start.toordinal(),
                "end": period.end.toordinal(),
                "any_child": period.any_child,
                "extra_staffing": period.extra_staffing,
                "allowance": period.allowance,
            }
            for period in case.periods
        ]
        return {**{fact: getattr(case, fact) for fact in FACTS}, "periods": periods}

    def decide(self, given: dict[str, Any]) -> Answer:
        """One evaluation of the graph."""
        found = self._evaluate("case", given, self._options)["result"]
        return found.get("eligible"), tuple(map(int, found["amounts"])), int(found["total"])


def prepare() -> list[ZenEngine]:
    """Both graphs, each without and with trace."""
    tables = make_table_graph()
    expressions = make_expression_graph()
    return [
        ZenEngine("zen-engine, tables", tables, trace=False),
        ZenEngine("zen-engine, tables, with trace", tables, trace=True),
        ZenEngine("zen-engine, expressions", expressions, trace=False),
        ZenEngine("zen-engine, expressions, with trace", expressions, trace=True),
    ]
