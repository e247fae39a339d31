from capacity_service.api.historievormen import Historiepunt, VerwachtingStreek
from tests.api.document import DOCUMENT


def test_a_figure_that_may_not_be_shown_is_null_and_one_that_may_not_be_known_is_absent() -> None:
    schema = DOCUMENT["components"]["schemas"][Historiepunt.__name__]
    assert set(schema["properties"]) - set(schema["required"]) == {"gereserveerd"}
    for naam in ("vrij", "bezet", "inzetbaar", "vrijLaagst", "geenVrijMinuten"):
        assert {"type": "null"} in schema["properties"][naam]["anyOf"], naam


def test_a_verwachting_always_has_windows() -> None:
    schema = DOCUMENT["components"]["schemas"][VerwachtingStreek.__name__]
    assert schema["properties"]["vensters"]["type"] == "array"
    assert {"vrij", "vensters", "code", "naam"} == set(schema["required"])
