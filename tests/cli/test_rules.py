from __future__ import annotations

import json

import pytest

from tests.cli.command import run


def test_the_list_shows_editions_and_their_files() -> None:
    found = run("rules")
    assert found.exit_code == 0
    assert "amp/2016  amp/2016-01-01/process.yaml" in found.stdout.splitlines()
    assert "Everything else is as in amp/2015." in found.stdout


def test_the_list_can_be_of_one_programme_or_edition() -> None:
    assert "amp/" not in run("rules", "-p", "nsp").stdout
    assert "amp/2015  " not in run("rules", "-e", "2023").stdout


@pytest.mark.parametrize("name", ["NSP-A04", "nsp-a04", "support", "child_supplement.each_child", "B5", "S5"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_one_thing_is_shown(name: str, language: str) -> None:
    found = run("rules", name, "-l", language)
    assert found.exit_code == 0
    assert found.stdout.lower().startswith(name.lower())


def test_json_is_versioned() -> None:
    found = json.loads(run("rules", "B5", "--format", "json").stdout)
    assert (found["schema"], found["kind"], found["id"]) == ("amp-rules/rules/1", "interpretation", "B5")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("child_suplement", "no rule 'child_suplement' (did you mean 'child_supplement'?)\n"),
        ("zork", "no rule 'zork' (see 'amp-rules rules')\n"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(name: str, message: str) -> None:
    found = run("rules", name)
    assert (found.exit_code, found.stderr) == (2, message)


def test_a_parameter_of_another_programme_is_not_found() -> None:
    assert run("rules", "child_supplement_rate", "-p", "amp").exit_code == 2
