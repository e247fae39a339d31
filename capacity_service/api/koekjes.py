"""The two cookies: of a session, and of a login under way. Their names and whether they need https are the Ingang's."""

from datetime import timedelta

from starlette.responses import Response

from capacity_service.domain.ingang import Ingang
from capacity_service.domain.inzage import Rol
from capacity_service.domain.sessieduur import SESSIEDUUR

POGING_S = timedelta(minutes=10)


def set_sessie(response: Response, ingang: Ingang, sleutel: str, rol: Rol) -> None:
    """Keep the session in the browser, for no other site and no script, as long as it can last at most."""
    response.set_cookie(
        ingang.koekje,
        sleutel,
        max_age=int(SESSIEDUUR[rol].uiterlijk.total_seconds()),
        path="/",
        secure=ingang.beveiligd,
        httponly=True,
        samesite="strict",
    )


def forget_sessie(response: Response, ingang: Ingang) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(ingang.koekje, path="/", secure=ingang.beveiligd, httponly=True, samesite="strict")


def set_poging(response: Response, ingang: Ingang, browser: str) -> None:
    """Bind a login to this browser. It comes back from another site, which a strict cookie would not survive."""
    response.set_cookie(
        ingang.pogingkoekje,
        browser,
        max_age=int(POGING_S.total_seconds()),
        path="/",
        secure=ingang.beveiligd,
        httponly=True,
        samesite="lax",
    )
