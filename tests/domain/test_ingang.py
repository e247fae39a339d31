import pytest

from capacity_service.domain.ingang import Ingang, is_own_machine, make_root
from tests.namaak import CLIENT, CODE, make_aanbieder

PROEF = make_aanbieder("https://login.example", {})


@pytest.mark.parametrize("root", ["", "http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_only_on_this_machine_a_cookie_goes_over_http(root: str) -> None:
    ingang = Ingang(root)
    assert not ingang.beveiligd
    assert (ingang.koekje, ingang.pogingkoekje) == ("capaciteit_sessie", "capaciteit_aanmelding")


@pytest.mark.parametrize(
    "root", ["https://plaatsen.example", "https://127.0.0.1", "http://plaatsen.example", "http://10.0.0.1"]
)
def test_everywhere_else_a_browser_keeps_it_for_https_and_this_name(root: str) -> None:
    ingang = Ingang(root)
    assert ingang.beveiligd
    assert (ingang.koekje, ingang.pogingkoekje) == ("__Host-capaciteit", "__Host-capaciteit-aanmelding")


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("https://Plaatsen.Example/", "https://plaatsen.example"),
        ("https://plaatsen.example:443", "https://plaatsen.example"),
        ("https://plaatsen.example:8443", "https://plaatsen.example:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://plaätsen.example", "https://xn--platsen-7wa.example"),
    ],
)
def test_an_address_is_written_as_a_browser_writes_an_origin(url: str, root: str) -> None:
    assert make_root(url) == root


def test_an_origin_is_ours_to_the_letter() -> None:
    own = Ingang("https://plaatsen.example")
    assert own.is_own("https://plaatsen.example", "elders.example")
    for other in (None, "null", "", "http://plaatsen.example", "https://plaatsen.example.", "https://PLAATSEN.example"):
        assert not own.is_own(other, "plaatsen.example")
    here = Ingang()
    assert here.is_own("http://localhost:8000", "localhost:8000")
    assert not here.is_own("https://localhost:8000", "localhost:8000")


def test_a_provider_is_found_by_its_code_and_by_what_it_says() -> None:
    ingang = Ingang("https://plaatsen.example", (PROEF,))
    assert ingang.find(CODE) is PROEF
    assert ingang.find("ander") is None
    assert ingang.find_by("https://login.example", ["x", CLIENT]) is PROEF
    assert ingang.find_by("https://login.example", "x") is None
    assert ingang.find_by({"iss": 1}, None) is None
    assert ingang.terug == "https://plaatsen.example/v1/aanmelden/terug"


def test_what_goes_over_a_network_is_not_this_machine() -> None:
    assert not is_own_machine("http://127.0.0.1.example")
    assert not is_own_machine("https://localhost")
