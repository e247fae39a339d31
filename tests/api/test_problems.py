import inspect
import json

import pytest

from capacity_service.api import problems
from capacity_service.api.problems import STATUS, TITLES, make_answer, make_faults, make_problem
from capacity_service.domain import errors
from capacity_service.domain.errors import Bezig, DomainError, Fault, NietGevonden, OngeldigeInvoer

CODES = {
    "ongeldige_invoer": 400,
    "niet_ingelogd": 401,
    "geen_recht": 403,
    "niet_gevonden": 404,
    "methode": 405,
    "formaat": 406,
    "inhoudstype": 415,
    "code_rood_vereist": 409,
    "toegezegde_nachten": 409,
    "terugmelding_onbekend": 409,
    "overgang": 409,
    "plaats_niet_vrij": 409,
    "minimum_plaatsen": 409,
    "idempotentie_anders": 409,
    "bezig": 409,
    "revisie_verouderd": 412,
    "revisie_vereist": 428,
    "te_groot": 413,
    "te_veel": 429,
    "even_niet": 503,
}


def test_every_promised_code_has_its_status() -> None:
    assert {code: STATUS.get(code) for code in CODES} == CODES


def test_every_refusal_there_is_has_a_status_and_a_title() -> None:
    refusals = {
        refusal.code
        for module in (errors, problems)
        for _, refusal in inspect.getmembers(module, inspect.isclass)
        if issubclass(refusal, DomainError) and refusal is not DomainError
    }
    assert refusals == STATUS.keys() == TITLES.keys()


def test_a_problem_has_its_code_at_the_end_of_its_type() -> None:
    problem = make_problem(NietGevonden(), "/v1/plaatsen/7")
    assert (problem.status, problem.koppen) == (404, {"Content-Type": "application/problem+json"})
    assert json.loads(problem.inhoud) == {
        "type": "/v1/problemen/niet_gevonden",
        "title": "Niet gevonden",
        "status": 404,
        "detail": "Dit bestaat niet, of u mag het niet zien.",
        "instance": "/v1/plaatsen/7",
    }


def test_all_faults_are_named_together() -> None:
    problem = make_problem(OngeldigeInvoer(Fault("nachten", "Te veel."), Fault("gemeente", "Onbekend.")), "/v1/x")
    assert [fault["veld"] for fault in json.loads(problem.inhoud)["fouten"]] == ["nachten", "gemeente"]


def test_who_may_try_again_is_told_when() -> None:
    assert make_problem(Bezig(), "/v1/x").koppen["Retry-After"] == "1"


@pytest.mark.parametrize(
    ("body", "koppen"),
    [
        ({"revisie": 7}, {"ETag": '"7"', "Content-Type": "application/json"}),
        ({"a": 1}, {"Content-Type": "application/json"}),
        (None, {}),
    ],
)
def test_an_answer_carries_its_revisie(body: dict[str, int] | None, koppen: dict[str, str]) -> None:
    assert make_answer(body).koppen == koppen


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        ({"type": "missing", "loc": ("body", "nachten")}, Fault("nachten", "Dit veld ontbreekt.")),
        (
            {"type": "less_than_equal", "loc": ("body", "nachten"), "ctx": {"le": 3}},
            Fault("nachten", "Dit mag hoogstens 3 zijn."),
        ),
        (
            {"type": "enum", "loc": ("body", "huishouden", "behoeften", 0), "ctx": {"expected": "'a' or 'b'"}},
            Fault("huishouden.behoeften.0", "Kies uit: 'a' of 'b'."),
        ),
        ({"type": "zin", "loc": ("body",), "ctx": {"zin": "Zo dus."}}, Fault("bericht", "Zo dus.")),
        ({"type": "van_later", "loc": ("path", "plaats_id")}, Fault("plaats_id", "Deze waarde klopt niet.")),
    ],
)
def test_a_fault_is_a_sentence_with_the_path_of_its_field(error: dict[str, object], fault: Fault) -> None:
    assert make_faults([error]) == (fault,)
