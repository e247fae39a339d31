import ast
import re
from pathlib import Path

from capacity_service import pagina
from capacity_service.pagina import app, formulier, woorden
from capacity_service.pagina.engels import ENGELS

HERE = Path(pagina.__file__).parent
TEMPLATES = {path.name: path.read_text(encoding="utf-8") for path in (HERE / "sjablonen").glob("*.html")}
TRANSLATED = re.compile(r"""\bt\(["']([^"']+)["']\)""")
SENTENCE = re.compile(r"^[A-Z][a-zé]+ .*[.!?]$")
WORDS = (
    *woorden.STATUS.values(),
    *woorden.NOG_STEEDS.values(),
    *woorden.REDEN.values(),
    *woorden.BEHOEFTE.values(),
    *woorden.PLAATSING.values(),
    *woorden.GELUKT.values(),
    *woorden.NIET_BINNEN.values(),
    *woorden.DAGEN,
    *woorden.MAANDEN,
)


def said() -> set[str]:
    """Every Dutch text of the page: in templates, in code that translates, and the sentences that code hands on."""
    found = set(WORDS)
    for text in TEMPLATES.values():
        found |= set(TRANSLATED.findall(text))
    for path in HERE.glob("*.py"):
        if path.name == "engels.py":
            continue
        source = path.read_text(encoding="utf-8")
        found |= set(TRANSLATED.findall(source))
        if path.stem in {app.__name__.rpartition(".")[2], formulier.__name__.rpartition(".")[2]}:
            tree = ast.parse(source)
            notes = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            found |= {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node not in notes
                and SENTENCE.match(node.value)
            }
    return found


def test_every_text_has_english_and_no_english_is_of_a_text_that_is_gone() -> None:
    assert said() - ENGELS.keys() == set()
    assert ENGELS.keys() - said() - {"Dat is niet gelukt", "Deze pagina is er niet"} == set()


def test_no_template_shows_a_word_that_is_not_translated() -> None:
    for name, text in TEMPLATES.items():
        shown = re.sub(r'<(\w+)[^>]* lang="\w+">[^<]*</\1>|\{[%{].*?[%}]\}|<[^>]+>', " ", text, flags=re.DOTALL)
        assert not re.search(r"[A-Za-z]{2}", shown), f"{name} shows {shown.split()} in every language"
