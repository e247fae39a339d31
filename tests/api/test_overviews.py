from pydantic import BaseModel

from capacity_service.api import answers, overviews
from tests.api.document import DOCUMENT, walk


def test_every_model_of_an_answer_is_in_the_document() -> None:
    models = {
        naam
        for module in (answers, overviews)
        for naam, found in vars(module).items()
        if isinstance(found, type) and issubclass(found, BaseModel) and naam not in {"BaseModel", "Uitgaand"}
    }
    assert models <= DOCUMENT["components"]["schemas"].keys()


def test_instants_dates_and_ids_have_their_format() -> None:
    wanted = {"Op": "date-time", "Datum": "date"}
    for schema in walk(DOCUMENT["components"]["schemas"]):
        for naam, told in schema.get("properties", {}).items():
            kinds = [told, *told.get("anyOf", [])]
            for ending, form in wanted.items():
                if naam.endswith(ending):
                    assert form in {kind.get("format") for kind in kinds}, naam
            if naam == "id":
                assert told["format"] == "uuid"


def test_a_gemeente_is_told_that_gereserveerd_can_be_absent() -> None:
    telling = DOCUMENT["components"]["schemas"]["Telling"]
    assert "gereserveerd" not in telling["required"]
    assert {"inzetbaar", "vrij", "onbevestigd", "bezet", "buitenGebruik"} <= set(telling["required"])
