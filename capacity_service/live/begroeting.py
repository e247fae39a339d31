"""What a socket hears first: all that changed since the number it has, or a fresh stand. First load and reconnect are one path."""

from capacity_service.domain.errors import EvenNiet
from capacity_service.domain.inzage import Actor
from capacity_service.live.feed import Feed
from capacity_service.live.messages import Toestand, encode, make_message, state_for
from capacity_service.store.stand import Stempel
from capacity_service.store.toestand import instant

GROUPS = {
    "plaats": "plaatsen",
    "plaatsing": "plaatsingen",
    "aanvraag": "aanvragen",
    "normsignaal": "normsignalen",
    "melding": "meldingen",
    "vraag": "vragen",
}


async def greet(feed: Feed, actor: Actor, hello: Toestand) -> list[str]:
    """Everything since the number the client has, or a fresh stand. What comes after is already being kept for it.

    `hersteld` says from which number; each state then brings the client further, and a hartslag says how far all of it
    reaches. So a connection cut half way resumes where it was cut.
    """
    stempel, vanaf = feed.stempel, hello.get("vanaf")
    if stempel is None:
        raise EvenNiet
    if hello.get("epoch") != stempel.epoch or type(vanaf) is not int or vanaf < 0:
        return [make_stand(feed, actor)]
    facts = await feed.read_since(vanaf)
    if facts is None:
        return [make_stand(feed, actor)]
    told = [frame for feit in facts if (frame := make_message(actor, feit)) is not None]
    return [
        encode({"soort": "hersteld", **stempel.show(), "volgnummer": vanaf}),
        *told,
        make_hartslag(stempel.volgnummer, stempel),
    ]


def make_stand(feed: Feed, actor: Actor) -> str:
    """All this actor's audience may see, at the feed's number; made without waiting, so nothing slips in between."""
    if feed.stempel is None:
        raise EvenNiet
    stand: Toestand = {
        "soort": "stand",
        **feed.stempel.show(),
        "verzonnen": feed.stempel.verzonnen,
        "minimum": feed.minimum,
        "bezetting": [],
        **{name: [] for name in GROUPS.values()},
    }
    for (soort, _), toestand in feed.things.items():
        shown = state_for(actor, soort, toestand)
        if shown is not None and "verwijderd" not in shown:
            stand[GROUPS.get(soort, soort)].append(shown)
    return encode(stand)


def make_hartslag(volgnummer: int, stempel: Stempel) -> str:
    """All up to `volgnummer` has been told; `tijdstipOp` is when the database was last heard."""
    moment = instant(stempel.tijdstip_op)
    return encode({"soort": "hartslag", "volgnummer": volgnummer, "tijdstipOp": moment})
