import json

from capacity_service.domain.inzage import Rol
from capacity_service.live.begroeting import greet
from capacity_service.live.feed import Feed
from capacity_service.live.publiek import Publiek
from tests.land import Dienst
from tests.live.client import Niemand


async def test_who_comes_back_is_told_from_where_and_until_where(stil: Dienst) -> None:
    feed, actor = Feed(stil.database, Niemand()), Publiek(Rol.landelijk, None).actor
    await feed.start()
    (frame,) = await greet(feed, actor, {"epoch": None, "vanaf": None})
    stand = json.loads(frame)
    told = await greet(feed, actor, {"epoch": stand["epoch"], "vanaf": stand["volgnummer"]})
    await feed.stop()
    assert stand["soort"] == "stand"
    assert [json.loads(frame)["soort"] for frame in told] == ["hersteld", "hartslag"]
