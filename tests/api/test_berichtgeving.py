from capacity_service.api.berichtgeving import Bezorging, Meldadres, NieuwMeldadres
from tests.api.document import DOCUMENT, operations


def test_only_the_answer_that_adds_a_meldadres_holds_its_secret() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    with_secret = {name for name, schema in schemas.items() if "geheim" in schema.get("properties", {})}
    assert with_secret == {"NieuwMeldadres"}
    told = {
        operation.naam
        for operation in operations()
        if '"#/components/schemas/NieuwMeldadres"' in repr(operation.told).replace("'", '"')
    }
    assert told == {"add_meldadres"}


def test_a_bezorging_says_what_was_told_and_not_what_it_is_about() -> None:
    names = {field.alias for field in Bezorging.model_fields.values()}
    assert {"titel", "status", "fout", "volgendeOp"} <= names
    assert not {"tekst", "onderwerp", "geheim"} & names


def test_a_new_meldadres_is_a_meldadres_with_its_secret() -> None:
    assert set(NieuwMeldadres.model_fields) - set(Meldadres.model_fields) == {"geheim"}
