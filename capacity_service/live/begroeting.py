"""What a socket hears first: all that changed since the number it has, or a fresh stand. First load and reconnect are one path."""

import structlog

from capacity_service.live.messages import Toestand
from capacity_service.live.publiek import Publiek
from capacity_service.live.zicht import Zicht

log = structlog.get_logger()


def greet(zicht: Zicht, hello: Toestand) -> list[str]:
    """Everything since the number the client has, or a fresh stand; made without waiting.

    Let the socket listen first and then greet it, with nothing awaited in between: what comes after is kept for it and joins
    on to this. `hersteld` says from which number; each state then brings the client further, and a hartslag says how far all
    of it reaches. So a connection cut half way resumes where it was cut.
    """
    vanaf = hello.get("vanaf")
    if hello.get("epoch") != zicht.epoch or type(vanaf) is not int:
        return [zicht.read_stand()]
    return zicht.resume(vanaf) or [zicht.read_stand()]


class Afwijkingen:
    """Counts screens that say that their stand is not what the service says it is, by rol."""

    def __init__(self) -> None:
        self.counted: dict[str, int] = {}

    def note(self, publiek: Publiek, volgnummer: int) -> None:
        """A screen asked for everything again. What it holds and who it is of is not written down."""
        rol = str(publiek.rol)
        self.counted[rol] = self.counted.get(rol, 0) + 1
        log.warning("een scherm vraagt een nieuwe stand", rol=rol, volgnummer=volgnummer, keren=self.counted[rol])
