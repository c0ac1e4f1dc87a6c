"""One page for each edition: its states drawn, its steps, duties and deadlines in tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from amp_rules.case.enums import EventKind
from amp_rules.case.titles import member_title
from amp_rules.rulebook import Rulebook
from amp_rules.rulebook.model import Process, State, Step, Text
from tools.docpages.markdown import anchor, code, link, page, table
from tools.docpages.registers import cite_links, decision_link, edition_page, home_of

UP = "../"
LEAST_IN_BOX = 3


def steps_pages(books: Sequence[Rulebook]) -> dict[str, str]:
    """The pages of docs/reference/steps by file name."""
    known = [book for book in books if book.process is not None]
    made = {edition_page(book): _Steps(book, books).page() for book in known}
    return {"README.md": _index(known), **made}


def _index(books: Sequence[Rulebook]) -> str:
    rows = [
        (
            link(code(book.name), edition_page(book)),
            book.edition.title.en,
            book.edition.title.sv,
            str(len(book.process.states)),
            str(len(book.process.steps)),
        )
        for book in books
        if book.process is not None
    ]
    return page(
        "Steps",
        "The steps of each edition, drawn and listed from its `steps.yaml`. Each edition states its own.",
        table(("Edition", "Title", "Titel", "States", "Steps"), rows),
        "A step is taken when an event of its kind happens in one of the states it leads from, if what it "
        "needs is granted. An event that takes no step is kept all the same, and is shown as irregular.",
    )


class _Steps:
    def __init__(self, book: Rulebook, books: Sequence[Rulebook]) -> None:
        assert book.process is not None
        self.book = book
        self.books = books
        self.process: Process = book.process

    def page(self) -> str:
        """The page."""
        return page(
            f"Steps of {self.book.edition.title.en[:1].lower()}{self.book.edition.title.en[1:]}"
            f" ({self.book.name})",
            f"Swedish title: *{self.book.edition.title.sv}*. What the rules decide on the way is in the "
            f"{link('rulebook', f'{UP}rulebook/{edition_page(self.book)}')}.",
            diagram(self.process),
            self._not_drawn(),
            *self._stages(),
            *self._rest(),
        )

    def _not_drawn(self) -> str:
        """What the drawing leaves out."""
        final = self.process.states[self.process.withdrawal.target].final
        return (
            "Drawn are the steps that lead on to another state; an arrow from a frame leads from every state "
            "in it, and a step from every state at all is drawn in its own frame. Steps that leave the state "
            "as it is or lead back are in the table only."
            + (" So is withdrawal: every state that is not an end has that way out." if final else "")
        )

    def _stages(self) -> Iterator[str]:
        yield "## Steps"
        steps = self.process.steps.values()
        heads = ("Step", "Title", "Titel", "Who", "Event", "From", "To", "Needs", "Cites")
        numbered = any(step.number for step in steps)
        rows = [self._row(step, numbered) for step in steps]
        yield table(("No.", *heads) if numbered else heads, rows)

    def _row(self, step: Step, numbered: bool) -> tuple[str, ...]:
        process = self.process
        target = "stays" if step.target is None else process.states[step.target].title.en
        needs = [decision_link(need, home_of(need, self.book, self.books), UP) for need in step.needs]
        when = [] if step.when is None else [f"when {code(' '.join(step.when.text.split()))}"]
        cells = (
            f'<a id="{anchor(step.id)}"></a>{code(step.id)}' + (" (must)" if step.must else ""),
            step.title.en,
            step.title.sv,
            self._actors(step.actors),
            f"{code(step.event)} *{member_title(EventKind(step.event), 'sv')}*",
            self._states(step.sources),
            target,
            "; ".join([*needs, *when]),
            cite_links(step.cite, UP),
        )
        return (step.number, *cells) if numbered else cells

    def _states(self, keys: Iterable[str]) -> str:
        named = [self.process.states[key].title.en for key in keys]
        every = [state for state in self.process.states.values() if not state.final]
        return "all but the ends" if named == [each.title.en for each in every] else ", ".join(named)

    def _actors(self, keys: Iterable[str]) -> str:
        return ", ".join(self.book.registers.authorities[key].title.en for key in keys)

    def _rest(self) -> Iterator[str]:
        process = self.process
        gone = process.withdrawal
        yield "## Withdrawal"
        yield (
            f'<a id="withdrawal"></a>{gone.title.en} (*{gone.title.sv}*): on {code(gone.event)}, from every '
            f"state that is not an end, to *{process.states[gone.target].title.en}*. It needs nothing and "
            "nothing can forbid it. Duties and deadlines that are not said to stand there lapse. "
            f"{cite_links(gone.cite, UP)}."
        )
        if process.duties:
            yield "## Duties"
            yield table(
                ("Duty", "Title", "Titel", "Who", "While", "Cites"),
                (
                    (
                        f'<a id="{anchor(duty.id)}"></a>{code(duty.id)}',
                        *_both(duty.title),
                        self._actors(duty.actors),
                        self._states(duty.states),
                        cite_links(duty.cite, UP),
                    )
                    for duty in process.duties.values()
                ),
            )
        if process.dues:
            yield "## Deadlines"
            yield table(
                ("Deadline", "Title", "Titel", "For each", "Day", "While", "Settled by", "Cites"),
                (
                    (
                        f'<a id="{anchor(due.id)}"></a>{code(due.id)}',
                        *_both(due.title),
                        due.about if due.when is None else f"{due.about} where {code(due.when.text)}",
                        code(due.date.text),
                        self._states(due.states),
                        code(due.settled_by) if due.settled_by else "",
                        cite_links(due.cite, UP),
                    )
                    for due in process.dues.values()
                ),
            )


def _both(text: Text) -> tuple[str, str]:
    return text.en, text.sv


def diagram(process: Process) -> str:
    """The states and the ways forward between them as a Mermaid state diagram."""
    arrows = _arrows(process)
    ends = {end for pair in arrows for end in pair} | {process.start}
    lines = ["stateDiagram-v2", "    direction TB"]
    for stage, own in _by_stage(process).items():
        drawn = [f"{each.key} : {each.title.en}" for each in own if each.key in ends]
        if stage:
            lines.append(f'    state "{process.stages[stage].title.en}" as {_box(stage)} {{')
            lines += [*(f"        {line}" for line in drawn), "    }"]
        else:
            lines += [f"    {line}" for line in drawn]
    lines.append(f"    [*] --> {process.start}")
    lines += [f"    {source} --> {target} : {label}" for (source, target), label in arrows.items()]
    lines += [f"    {key} --> [*]" for key, each in process.states.items() if each.final and key in ends]
    return "\n".join(["```mermaid", *lines, "```"])


def _by_stage(process: Process) -> dict[str, list[State]]:
    """The states of each stage; under '' those that belong to none."""
    found: dict[str, list[State]] = {stage: [] for stage in ("", *process.stages)}
    for state in process.states.values():
        found[state.stage].append(state)
    return found


def _box(stage: str) -> str:
    return f"stage_{stage}"


def _arrows(process: Process) -> dict[tuple[str, str], str]:
    """The label of every arrow: the titles of the steps that it stands for."""
    found: dict[tuple[str, str], list[str]] = {}
    everywhere = tuple(state.key for state in process.states.values() if not state.final)
    ways = [
        (_near(process, step, everywhere), step.target, step.title.en)
        for step in process.steps.values()
        if step.target
    ]
    gone = process.withdrawal
    if not process.states[gone.target].final:
        ways.append((everywhere, gone.target, gone.title.en))
    order = list(process.states)
    for sources, target, title in ways:
        forward = [source for source in sources if order.index(source) < order.index(target)]
        for start in _starts(process, forward, target):
            found.setdefault((start, target), []).append(title)
    return {pair: "<br>".join(map(_label, titles)) for pair, titles in found.items()}


def _label(title: str) -> str:
    """A title without its remark in brackets."""
    return title.partition(" (")[0].replace(":", ",")


def _near(process: Process, step: Step, everywhere: Sequence[str]) -> tuple[str, ...]:
    """The states to draw a step from: those of its own stage if it may be taken in every state."""
    if step.target is None or set(everywhere) != set(step.sources):
        return step.sources
    stage = process.states[step.target].stage
    return tuple(key for key in step.sources if process.states[key].stage == stage)


def _starts(process: Process, sources: Sequence[str], target: str) -> Iterator[str]:
    """Where arrows start: a stage at once where all its states are left for another stage."""
    for stage, own in _by_stage(process).items():
        open_states = [state.key for state in own if not state.final]
        whole = stage and len(open_states) >= LEAST_IN_BOX and set(open_states) <= set(sources)
        if whole and process.states[target].stage != stage:
            yield _box(stage)
        else:
            yield from (key for key in open_states if key in sources)
