import json
from pathlib import Path

import pytest

from capacity_service.vooruit import FILE, first_part, read_vooruit


def test_scripts_and_styles_are_named_each_in_its_own_way(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(json.dumps({"/plaatsen": ["/assets/P-1.js", "/assets/P-1.css"], "/hulp": []}))
    assert read_vooruit(tmp_path) == {
        "/plaatsen": "</assets/P-1.js>; rel=modulepreload, </assets/P-1.css>; rel=preload; as=style; crossorigin",
        "/hulp": "",
    }


def test_a_dashboard_that_was_built_without_says_nothing(tmp_path: Path) -> None:
    assert read_vooruit(tmp_path) == {}


@pytest.mark.parametrize(
    ("path", "part"),
    [("/aanvragen/nieuw", "/aanvragen"), ("/plaatsen", "/plaatsen"), ("/", "/"), ("//x", "/"), ("", ""), ("x", "x")],
)
def test_the_first_part_of_a_path(path: str, part: str) -> None:
    assert first_part(path) == part
