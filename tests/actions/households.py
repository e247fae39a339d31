"""Where a household, or a place, stands when a clock runs."""

from tests.actions.clocked import CHILDLESS, HOUR, OVERDRACHT, UITSTROOM, WITHOUT_INSTRUMENT, Verhaal
from tests.actions.scene import Reserved


async def waiting(verhaal: Verhaal) -> None:
    """Somebody waits; the only place in the country is too small."""
    await verhaal.dienst.add_plaatsen({"personenMax": 1}, {"personenMax": 1})
    assert (await verhaal.submit())["status"] == "zonder_plaats"


async def reserved(verhaal: Verhaal, **changes: object) -> Reserved:
    await verhaal.dienst.add_plaatsen({}, {}, {})
    return await verhaal.reserve(**changes)


async def confirmed(verhaal: Verhaal) -> Reserved:
    one = await reserved(verhaal)
    await verhaal.confirm(one)
    return one


async def inside(verhaal: Verhaal, nachten: int = 3, **changes: object) -> Reserved:
    one = await reserved(verhaal, **changes)
    await verhaal.accept(one)
    await verhaal.arrive(one, nachten)
    return one


async def long_inside(verhaal: Verhaal) -> Reserved:
    return await inside(verhaal, huishouden=CHILDLESS)


async def with_child(verhaal: Verhaal) -> Reserved:
    """Handed over, so that only the days of the child run out at their instant."""
    one = await inside(verhaal)
    await verhaal.record(one.opvang, one, moment="instroom", **OVERDRACHT)
    return one


async def unassessed(verhaal: Verhaal) -> Reserved:
    return await inside(verhaal, veiligheid=WITHOUT_INSTRUMENT)


async def left(verhaal: Verhaal) -> Reserved:
    one = await inside(verhaal)
    await verhaal.record(one.opvang, one, moment="instroom", **OVERDRACHT)
    await verhaal.wait(HOUR)
    await verhaal.leave(one)
    return one


async def left_to_hand_over(verhaal: Verhaal) -> None:
    one = await left(verhaal)
    await verhaal.record(one.opvang, one, **UITSTROOM)


async def left_to_assess(verhaal: Verhaal) -> None:
    one = await left(verhaal)
    await verhaal.record(one.opvang, one, moment="uitstroom", **OVERDRACHT)


async def out_of_service(verhaal: Verhaal) -> str:
    one, *_ = await verhaal.dienst.add_plaatsen({}, {}, {})
    back = await verhaal.in_time(5 * HOUR)
    await verhaal.put(one["id"], "buiten_gebruik", reden="verbouwing", verwachtTotOp=back)
    plaats: str = one["id"]
    return plaats


async def without_aanvraag(verhaal: Verhaal) -> str:
    one, *_ = await verhaal.dienst.add_plaatsen({}, {}, {})
    await verhaal.put(one["id"], "bezet", sindsOp=await verhaal.in_time(-HOUR))
    plaats: str = one["id"]
    return plaats


async def places(verhaal: Verhaal) -> None:
    await verhaal.dienst.add_plaatsen({}, {})
