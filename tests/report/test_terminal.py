from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from amp_rules.report import statement
from amp_rules.report.page import Cell, Item, Items, Page, Prose, Section, Tone
from amp_rules.report.terminal import show
from tests.report.outcomes import KNOWN, OPEN, sampled


def shown(page: Page, width: int, *, colour: bool = False) -> str:
    stream = StringIO()
    console = Console(
        file=stream, width=width, force_terminal=True, no_color=not colour, legacy_windows=False
    )
    show(page, console)
    return stream.getvalue()


def plain(page: Page, width: int) -> str:
    stream = StringIO()
    show(page, Console(file=stream, width=width))
    return stream.getvalue()


@pytest.mark.parametrize("width", [30, 40, 80, 120, 200])
@pytest.mark.parametrize("case", [KNOWN, OPEN], ids=["known", "open"])
def test_nothing_is_wider_than_the_terminal(case: dict[str, object], width: int) -> None:
    assert max(map(len, plain(statement(sampled(case)), width).splitlines())) <= width


def test_sources_stand_beside_the_days_where_there_is_room() -> None:
    page = statement(sampled(KNOWN))
    wide, narrow = plain(page, 200), plain(page, 80)
    assert "Rules and sources" in wide
    assert "Rules and sources" not in narrow
    for text in (wide, narrow):
        assert "adult.full [NSP-A01]" in text


def test_the_bar_shows_length_height_and_days_without_money() -> None:
    bars = [line for line in plain(statement(sampled(KNOWN)), 100).splitlines() if "█" in line]
    [bar] = bars
    assert bar.split()[1].count("█") == 25
    assert bar.rstrip().endswith("▆········ 2023-01-10")


def test_days_not_known_are_questions() -> None:
    assert "????" in plain(statement(sampled(OPEN)), 100)


def test_brackets_are_text_and_not_markup() -> None:
    page = Page(
        "[bold]a[/]",
        (Prose(("[NSP-A01] [red]b",)),),
        (Section("[c]", (Items((Item(Cell("[d]"), ("[e]",)),)),)),),
    )
    text = plain(page, 80)
    for words in ("[bold]a[/]", "[NSP-A01] [red]b", "[c]", "[d]", "[e]"):
        assert words in text


def test_colour_tells_tones_apart_and_can_be_switched_off() -> None:
    page = Page("t", (), (Section("s", (Items((Item(Cell("x", Tone.BAD)),)),)),))
    assert "\x1b[1;31mx" in shown(page, 80, colour=True)
    assert "31m" not in shown(page, 80)
