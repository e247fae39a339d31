from capacity_service.api import boomvormen
from tests.api.document import DOCUMENT

SCHEMAS = DOCUMENT["components"]["schemas"]


def test_a_line_is_described_with_its_proof() -> None:
    assert set(SCHEMAS["Logboekregel"]["required"]) == {"kop", "toestand", "gewist", "bewijs"}
    bewijs = {"blad", "pad", "keten", "kop", "toestand", "gewisteToestand"}
    assert set(SCHEMAS["Regelbewijs"]["required"]) == bewijs


def test_both_records_are_described_alike_but_for_their_name() -> None:
    logboek, inzagelog = (SCHEMAS[name]["properties"] for name in ("Logboekbladzijde", "Inzagebladzijde"))
    assert logboek.keys() ^ inzagelog.keys() == {"logboek", "inzagelog"}
    assert boomvormen.Logboekbladzijde.model_fields.keys() > {"controlepunt", "samenhang", "volgende"}
