import pytest
from starlette.responses import Response

from capacity_service.api.koekjes import forget_sessie, set_poging, set_sessie
from capacity_service.domain.ingang import Ingang
from capacity_service.domain.inzage import Rol

HIER, BUITEN = Ingang(), Ingang("https://plaatsen.example")


def parts(response: Response) -> set[str]:
    return {part.strip() for part in response.headers["set-cookie"].split(";")}


@pytest.mark.parametrize(("rol", "seconds"), [(Rol.opvang, 43200), (Rol.systeembeheerder, 14400)])
def test_a_session_is_kept_for_this_site_alone_as_long_as_its_role_allows(rol: Rol, seconds: int) -> None:
    response = Response()
    set_sessie(response, BUITEN, "geheim", rol)
    assert parts(response) == {
        *("__Host-capaciteit=geheim", f"Max-Age={seconds}", "Path=/", "Secure", "HttpOnly", "SameSite=strict")
    }


def test_on_this_machine_it_has_a_plain_name() -> None:
    response = Response()
    set_sessie(response, HIER, "geheim", Rol.opvang)
    assert "capaciteit_sessie=geheim" in parts(response)
    assert "Secure" not in parts(response)


def test_a_login_under_way_comes_back_from_another_site() -> None:
    response = Response()
    set_poging(response, BUITEN, "b")
    assert parts(response) == {
        *("__Host-capaciteit-aanmelding=b", "Max-Age=600", "Path=/", "Secure", "HttpOnly", "SameSite=lax")
    }


def test_logging_out_takes_the_same_cookie_away() -> None:
    response = Response()
    forget_sessie(response, BUITEN)
    assert {"Max-Age=0", "Path=/", "Secure"} <= parts(response)
    assert response.headers["set-cookie"].startswith("__Host-capaciteit=")
