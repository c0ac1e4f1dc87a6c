from __future__ import annotations

import builtins
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from amp_rules.errors import MissingExtraError, UnknownNameError
from amp_rules.report.charts import (
    Axis,
    Bars,
    Changes,
    Frame,
    Part,
    RankedRow,
    Record,
    Series,
    Waterfall,
    png,
    save,
    svg,
)
from amp_rules.report.charts.draw import figure_of
from amp_rules.report.charts.numbers import Numbers
from amp_rules.report.charts.style import LOOKS, settings
from tests.report.charts.sampled import samples

SAMPLES = [(name, language) for language in ("en", "sv") for name in samples(language)]
HOSTILE = '_<script>alert("1")</script> $x^2$ $ &amp;'


def sample(name: str, language: str) -> Record:
    return samples(language)[name]


def small(frame: Frame) -> Bars:
    return Bars(frame, Axis("days"), ("a", "b"), (Series("now", (1, 2)),))


def texts(figure: Figure) -> Iterator[Text]:
    """The words that are drawn; numbers beyond the ends of an axis are not."""
    beyond = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not low <= tick.get_loc() <= high:
                    beyond |= {id(tick.label1), id(tick.label2)}
    for each in figure.findobj(Text):
        assert isinstance(each, Text)
        if each.get_visible() and each.get_text().strip() and id(each) not in beyond:
            yield each


@pytest.mark.parametrize(("name", "language"), SAMPLES)
def test_no_words_lie_on_others_or_outside_the_picture(name: str, language: str) -> None:
    with settings("test"):
        figure = figure_of(sample(name, language), Numbers(language))
        figure.draw_without_rendering()
        whole = figure.bbox
        boxes = [(each.get_text(), each.get_window_extent()) for each in texts(figure)]
    boxes = [(text, box) for text, box in boxes if box.width > 0]
    for text, box in boxes:
        assert whole.x0 - 1 <= box.x0 <= box.x1 <= whole.x1 + 1, text
        assert whole.y0 - 1 <= box.y0 <= box.y1 <= whole.y1 + 1, text
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        up = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across <= 1 or up <= 1, (one, other)


@pytest.mark.parametrize("name", samples("sv"))
def test_a_chart_is_drawn_the_same_each_time(name: str) -> None:
    record = sample(name, "sv")
    assert svg(record, "sv") == svg(record, "sv")
    assert png(record, "sv", 60) == png(record, "sv", 60)


@pytest.mark.slow
def test_a_chart_has_the_same_bytes_on_another_hash_seed_and_with_other_settings(tmp_path: Path) -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from amp_rules.report.charts import png, svg\n"
        "from tests.report.charts.sampled import samples\n"
        "for name, each in samples('sv').items():\n"
        "    print(name, hashlib.sha256(svg(each, 'sv').encode() + png(each, 'sv', 60)).hexdigest())\n"
    )
    (tmp_path / "matplotlibrc").write_text("font.size: 20\naxes.grid: True\nbackend: svg\n", encoding="utf-8")
    root = str(Path(__file__).parents[3])
    printed = [
        subprocess.run(
            [sys.executable, "-c", code, root],
            env={"PYTHONHASHSEED": seed, "LC_ALL": locale, "PATH": "", "HOME": str(tmp_path)},
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, locale, folder in (("1", "C", "/"), ("2", "C.UTF-8", tmp_path))
    ]
    assert printed[0] == printed[1]
    assert printed[0].count("\n") == len(samples("sv"))


@pytest.mark.parametrize(("name", "language"), SAMPLES)
def test_an_svg_is_one_titled_picture_that_fetches_nothing(name: str, language: str) -> None:
    record = sample(name, language)
    text = svg(record, language, prefix="c7")
    root = ElementTree.fromstring(text)
    assert root.tag == "svg"
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "c7-chart-title c7-chart-desc"
    said = {each.attrib.get("id"): each.text for each in root.iter() if each.tag in ("title", "desc")}
    assert said["c7-chart-title"] == record.frame.title
    assert said["c7-chart-desc"] == record.frame.spoken
    assert not re.search(r"https?:|data:|@import|<script|<image|<text|DOCTYPE", text)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert all(each.startswith("c7-") for each in ids)
    pointed = set(re.findall(r'href="#([^"]+)"', text)) | set(re.findall(r"url\(#([^)]+)\)", text))
    assert pointed <= set(ids)


def test_words_from_anywhere_are_shown_as_they_are() -> None:
    series = (Series(HOSTILE, (1, 2)), Series("now", (2, 1)))
    text = svg(Bars(Frame(HOSTILE, HOSTILE, HOSTILE), Axis(HOSTILE), (HOSTILE, "b"), series))
    root = ElementTree.fromstring(text)
    assert root.find("desc").text == HOSTILE  # type: ignore[union-attr]
    assert "<script" not in text
    assert "onload" not in text


def test_a_file_is_written_as_its_name_ends(tmp_path: Path) -> None:
    record = small(Frame("Days"))
    save(record, tmp_path / "a.svg")
    save(record, tmp_path / "a.PNG")
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"
    assert (tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(UnknownNameError, match=r"no form of chart '.pdf'; known: .svg, .png"):
        save(record, tmp_path / "a.pdf")


def test_the_callers_settings_stay_as_they_were() -> None:
    before = dict(mpl.rcParams)
    svg(small(Frame("Days")))
    assert dict(mpl.rcParams) == before


def test_neither_a_display_nor_a_global_figure_is_used() -> None:
    code = (
        "import sys, amp_rules.report.charts as c; assert 'matplotlib' not in sys.modules\n"
        "c.svg(c.Bars(c.Frame('t'), c.Axis('d'), ('a',), (c.Series('s', (1,)),)))\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_without_matplotlib_the_error_says_how_to_mend_that(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "matplotlib":
            raise ImportError("No module named 'matplotlib'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"pip install 'amp-rules\[plot\]'") as found:
        svg(small(Frame("Days")))
    assert found.value.reason == "No module named 'matplotlib'"


def luminance(colour: str) -> float:
    """How light a colour is in grey, from 0 to 255, as printers and picture formats reckon it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_series_differ_without_colour() -> None:
    for one, other in combinations(LOOKS, 2):
        assert one.hatch != other.hatch
        assert one.line != other.line
        assert one.mark != other.mark
    baseline, reform = LOOKS[:2]
    assert abs(luminance(baseline.fill) - luminance(reform.fill)) > 80
    for look in LOOKS:
        steps = [luminance(each) for each in (look.dark, look.middle, look.pale)]
        assert steps[1] - steps[0] > 40
        assert steps[2] - steps[1] > 30


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="do not lead from the first sum to the last"):
        Waterfall(Frame("t"), Axis("SEK", "money"), Part("a", 100), (Part("b", 5),), Part("c", 106))


def test_changes_need_an_edge_at_nothing() -> None:
    frame, axis, names = Frame("t"), Axis("SEK", "money"), ("l", "s", "g")
    with pytest.raises(ValueError, match="reaches across 0"):
        Changes(frame, axis, (-1, 1), (3,), 0, names, "persons")
    with pytest.raises(ValueError, match="one more edge"):
        Changes(frame, axis, (0, 1), (3, 4), 0, names, "persons")


def test_a_ranked_bar_has_one_number_or_two() -> None:
    with pytest.raises(ValueError, match="one number or two, found 3"):
        RankedRow("a", (1, 2, 3))


@pytest.mark.parametrize(
    ("place", "english", "swedish"),
    [
        (2_016_000, "2,016,000", "2\xa0016\xa0000"),
        (-1250.5, "−1,250", "−1\xa0250"),
        (0.125, "0.12", "0,12"),
        (12.34, "12.3", "12,3"),
        (0, "0", "0"),
    ],
)
def test_numbers_are_written_as_the_language_does(place: float, english: str, swedish: str) -> None:
    assert Numbers("en").written(place) == english
    assert Numbers("sv").written(place) == swedish


def test_numbers_side_by_side_have_the_same_decimals() -> None:
    assert Numbers("sv").alike([0, 0.4, 9]) == ["0", "0,4", "9,0"]
    assert Numbers("en").alike([1, 2_000]) == ["1", "2,000"]


def test_a_difference_has_its_sign() -> None:
    assert [Numbers("en").written(each, signed=True) for each in (3, 0, -3)] == ["+3", "0", "−3"]
