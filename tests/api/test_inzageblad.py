from pathlib import Path

from capacity_service.api.app import create_api
from capacity_service.api.inzageblad import render_inzage
from capacity_service.domain.inzage import MAG, Rol
from capacity_service.domain.inzagevelden import TOONBAAR
from tests.api.document import DOCUMENT

PAGE = Path(__file__).parents[2] / "docs" / "inzage.md"


def test_the_page_in_the_docs_is_the_page_of_the_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_inzage(create_api().openapi()), (
        "Run: capacity-service inzage > docs/inzage.md"
    )


def test_every_right_and_every_field_is_on_the_page() -> None:
    lines = render_inzage(DOCUMENT).splitlines()
    for naam, roles in MAG.items():
        (line,) = [line for line in lines if f"| {naam} |" in line]
        assert line.count("●") == (0 if roles is None else len(roles))
    for naam, toonbaar in TOONBAAR.items():
        start = lines.index(f"### {naam}")
        told = lines[start : lines.index("", start + 5)]
        assert {veld for line in told[5:] for veld in line.split("|")[1].strip().split(", ")} == toonbaar.velden


def test_what_reads_null_is_marked_for_that_rol_only() -> None:
    lines = render_inzage(DOCUMENT).splitlines()
    start = lines.index("### Plaatsing")
    (line,) = [line for line in lines[start : start + 8] if line.startswith("| aanvraag |")]
    marks = dict(zip(Rol, (cell.strip() for cell in line.split("|")[2:-1]), strict=True))
    assert (marks[Rol.coordinator], marks[Rol.opvang], marks[Rol.landelijk]) == ("●", "○", "·")
