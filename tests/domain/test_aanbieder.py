import pytest

from capacity_service.domain.aanbieder import AanmeldingMislukt, Aanmeldreden, Koppeling, Toegang, is_own_path
from capacity_service.domain.inzage import Rol
from tests.land import Json
from tests.namaak import make_aanbieder

ORG = {"0193": "Gemeente Zwolle"}
AANBIEDER = make_aanbieder(
    "https://login.example",
    ORG,
    rol=Koppeling("rollen", {"hoofd": "landelijk", "co": "coordinator", "huis": "opvang"}),
    acr={Rol.landelijk: frozenset({"hoog"}), Rol.opvang: frozenset({"midden", "hoog"})},
)


@pytest.mark.parametrize(
    ("claims", "rol"),
    [
        ({"rollen": "co", "org": "0193"}, Rol.coordinator),
        ({"rollen": ["x", "co"], "org": ["0193"]}, Rol.coordinator),
        ({"rollen": ["huis", "co"], "org": "0193"}, Rol.coordinator),
        ({"rollen": ["co", "hoofd"], "org": "0193", "acr": "hoog"}, Rol.landelijk),
        ({"rollen": "huis", "org": "0193", "acr": "midden"}, Rol.opvang),
    ],
)
def test_the_first_value_in_the_settings_that_fits_says_which_role(claims: Json, rol: Rol) -> None:
    assert AANBIEDER.admit(claims) == Toegang(rol, "Gemeente Zwolle")


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"rollen": "co"},
        {"org": "0193"},
        {"rollen": "coordinator", "org": "0193"},
        {"rollen": "CO", "org": "0193"},
        {"rollen": {"co": True}, "org": "0193"},
        {"rollen": [["co"]], "org": "0193"},
        {"rollen": "co", "org": 193},
        {"rollen": "co", "org": "0193 "},
        {"rollen": None, "org": None},
    ],
)
def test_who_fits_nothing_has_no_access(claims: Json) -> None:
    with pytest.raises(AanmeldingMislukt) as failed:
        AANBIEDER.admit(claims)
    assert failed.value.reden is Aanmeldreden.geen_toegang


@pytest.mark.parametrize("acr", [None, "laag", "midden", ["hoog"], "HOOG"])
def test_a_role_that_asks_for_a_strong_login_is_not_given_for_a_weak_one(acr: object) -> None:
    with pytest.raises(AanmeldingMislukt) as failed:
        AANBIEDER.admit({"rollen": ["hoofd", "co"], "org": "0193", "acr": acr})
    assert failed.value.reden is Aanmeldreden.te_zwak


def test_all_values_that_some_role_asks_for_are_asked_for_at_the_start() -> None:
    assert AANBIEDER.acr_values == "hoog midden"
    assert make_aanbieder("https://login.example", ORG).acr_values == ""


def test_a_claim_may_lie_within_another_and_may_have_dots_in_its_name() -> None:
    koppeling = Koppeling("https://x.example/rollen", {"co": "coordinator"})
    assert koppeling.find({"https://x.example/rollen": ["co"]}) == "coordinator"
    inside = Koppeling("realm_access.roles", {"co": "coordinator"})
    assert inside.find({"realm_access": {"roles": ["co"]}}) == "coordinator"
    assert inside.find({"realm_access": ["co"]}) is None
    assert Koppeling(vast="Gemeente Zwolle").find({}) == "Gemeente Zwolle"


def test_a_secret_is_not_shown() -> None:
    assert str(AANBIEDER.geheim) not in repr(AANBIEDER)


@pytest.mark.parametrize(
    "path", ["/", "/plaatsen", "/ingelogd", "/zonder-javascript/binnen", "/zonder-javascript/", "/a/b/c"]
)
def test_a_page_of_ours_is_where_somebody_may_go_on_to(path: str) -> None:
    assert is_own_path(path)


@pytest.mark.parametrize(
    "path",
    [
        *("", "plaatsen", "//elders.example", "/\\elders.example", "/%2Felders", "/a//b", "https://elders.example"),
        *(
            "/v1/sessies",
            "/v1",
            "/a?x=1",
            "/a#x",
            "/a b",
            "/a\n",
            "/\t/elders.example",
            "/é",
            "/@elders",
            "/.",
            "/..",
            "/a:b",
        ),
        "/" + "a" * 300,
        "/" + "a" * 200 + "!",
    ],
)
def test_nothing_else_is(path: str) -> None:
    assert not is_own_path(path)
