"""The service with the wall removed: each node numbers what an audience is told from the moment it first sees it itself."""

from unittest.mock import patch

from capacity_service.cli import main
from capacity_service.live.nummering import Nummering
from capacity_service.live.publiek import Publiek
from capacity_service.live.publieken import Publieken
from capacity_service.store.ijkpunten import Ijkpunt


async def begin_here(publieken: Publieken, publiek: Publiek) -> Ijkpunt:
    """Never mind what other nodes have told."""
    land = publieken.land
    return Nummering.first(publiek, 0, land.stempel.volgnummer, land.things).make_ijkpunt()


if __name__ == "__main__":
    with patch.object(Publieken, "_find_ijkpunt", begin_here):
        main()
