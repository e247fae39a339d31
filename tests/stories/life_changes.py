"""What each thing that people do changes, in the model; a name of a refusal is what must come instead."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tests.stories.life_model import RUNS, Land, Plaats, Plan, Vraag, Zet

PROMISED = {"reservering", "plaatsing"}


@dataclass
class Model(Land):
    """`chosen` is a voorstel that was picked (aanvraag, plaats), until the service has told the new plaatsing."""

    chosen: tuple[UUID, UUID] | None = None

    def release(self, plaats: Plaats, holder: UUID | None) -> None:
        """Whoever is still inside has the place; else a plan that is due begins."""
        if plaats.holder == holder:
            plaats.claim, plaats.holder, plaats.tot, plaats.onvoorzien = None, None, None, False
        if plaats.claim is None and plaats.inside:
            plaats.holder = min(plaats.inside, key=lambda stay: stay[0])[1]
            plaats.claim = "bezet" if plaats.holder is None else "verblijf"
        plan = plaats.plan
        if plan is not None and plan.vanaf <= self.now:
            if plaats.claim is None:
                self.go_out(plaats, onvoorzien=plan.feit, tot=plan.tot)
            if plaats.claim == "buiten_gebruik":
                plaats.plan = None

    def go_out(self, plaats: Plaats, *, onvoorzien: bool, tot: datetime | None) -> None:
        plaats.claim, plaats.holder, plaats.onvoorzien, plaats.tot = "buiten_gebruik", None, onvoorzien, tot

    def displace(self, zet: Zet, status: str) -> None:
        vraag = self.vragen[zet.vraag]
        vraag.alleen, vraag.status, vraag.sinds = zet.status != "gereserveerd", "zonder_plaats", self.now
        zet.status, zet.vervalt, zet.geeindigd = status, None, self.now
        self.release(self.plaatsen[zet.plaats], zet.id)

    def lapse(self) -> bool:
        due = [z for z in self.zetten.values() if z.status == "gereserveerd" and self.has_lapsed(z)]
        for zet in due:
            self.displace(zet, "vervallen")
        return bool(due)

    def begin_uitname(self) -> None:
        for plaats in self.plaatsen.values():
            plan = plaats.plan
            if plan is not None and plan.vanaf <= self.now and (plaats.claim is None or self.is_lapsed(plaats)):
                self.go_out(plaats, onvoorzien=plan.feit, tot=plan.tot)
                plaats.plan = None

    def weighed(self, new: dict[UUID, tuple[UUID, UUID]], weighing: bool = True) -> None:
        """New reserveringen as the service made them (aanvraag -> plaatsing, plaats): each one right, nobody passed over."""
        if self.chosen is not None:
            vraag, plaats = self.vragen[self.chosen[0]], self.chosen[1]
            zet, where = new.pop(vraag.id)
            assert where == plaats
            self.reserve(vraag, zet, plaats)
            self.chosen = None
        self._make_way(new)
        for vraag in sorted(self.vragen.values(), key=lambda v: (v.vastgesteld, v.id)):
            if vraag.status != "zonder_plaats" or vraag.alleen:
                continue
            options, got = self.options(vraag), new.pop(vraag.id, None)
            if got is None:
                assert not weighing or not options, f"{vraag} waits while {options} could be hers"
                continue
            assert got[1] in options, f"{vraag} got {self.plaatsen[got[1]]}, not one of {options}"
            self.reserve(vraag, *got)
        assert not new, f"reserved for who does not wait: {new}"

    def _make_way(self, new: dict[UUID, tuple[UUID, UUID]]) -> None:
        """Reserveringen that moved: nobody had confirmed them, each has another place, and they made room for somebody more."""
        moved = [vraag for vraag in self.vragen.values() if vraag.id in new and vraag.status == "gereserveerd"]
        assert not moved or len(new) > len(moved), f"moved for nobody: {moved}"
        for vraag in moved:
            (zet,) = (z for z in self.zetten.values() if z.vraag == vraag.id and z.status == "gereserveerd")
            self.displace(zet, "vervangen")
        for vraag in moved:
            got = new.pop(vraag.id)
            assert got[1] in self.options(vraag), f"{vraag} was moved to {self.plaatsen[got[1]]}"
            self.reserve(vraag, *got)

    def reserve(self, vraag: Vraag, zet: UUID, plaats: UUID) -> None:
        place = self.plaatsen[plaats]
        self.zetten[zet] = Zet(zet, vraag.id, plaats, place.org, self.now, self.now + self.lapse_term())
        place.claim, place.holder = "reservering", zet
        vraag.status, vraag.alleen, vraag.sinds = "gereserveerd", False, None

    def arrive(self, zet: Zet, nachten: int) -> None:
        """Arrival wins: what was reserved instead is let go, and whoever was promised the place moves (R14)."""
        vraag, plaats = self.vragen[zet.vraag], self.plaatsen[zet.plaats]
        other = next(
            (z for z in self.zetten.values() if z.vraag == vraag.id and z is not zet and z.status in RUNS), None
        )
        if other is not None:
            self.displace(other, "vervangen")
        if plaats.claim in PROMISED and plaats.holder is not None and plaats.holder != zet.id:
            self.displace(self.zetten[plaats.holder], "vervangen")
        if plaats.claim == "buiten_gebruik":
            plaats.plan = Plan(self.now, feit=plaats.onvoorzien, tot=plaats.tot)
            plaats.claim, plaats.tot, plaats.onvoorzien = None, None, False
        if plaats.claim not in {"bezet", "verblijf"}:
            plaats.claim, plaats.holder = "verblijf", zet.id
        plaats.inside.append((self.now, zet.id))
        zet.status, zet.aangekomen, zet.eerste, zet.nachten = "aangekomen", self.now, self.night(self.now), nachten
        zet.vervalt = zet.geeindigd = None
        vraag.status, vraag.alleen, vraag.sinds = "aangekomen", False, None
        if vraag.van is not None:
            self._leave(vraag, self.zetten[vraag.van])

    def _leave(self, vraag: Vraag, old: Zet) -> None:
        if old.status == "aangekomen":
            self.finish(old)
        if old.eerste is not None and old.geeindigd is not None and not vraag.gevaar:
            vraag.geteld = self.vragen[old.vraag].geteld + max(0, (self.night(old.geeindigd) - old.eerste).days)

    def finish(self, zet: Zet) -> None:
        """They have left."""
        plaats = self.plaatsen[zet.plaats]
        plaats.inside = [stay for stay in plaats.inside if stay[1] != zet.id]
        zet.status, zet.geeindigd, self.vragen[zet.vraag].status = "beeindigd", self.now, "beeindigd"
        self.release(plaats, zet.id)

    def occupy(self, plaats: Plaats) -> None:
        """Somebody without an aanvraag is inside since now."""
        plaats.claim, plaats.holder, plaats.tot, plaats.onvoorzien = "bezet", None, None, False
        plaats.inside = [*(stay for stay in plaats.inside if stay[1] is not None), (self.now, None)]

    def set_vrij(self, plaats: Plaats) -> str | None:
        """The house says vrij: what an aanvraag holds is not ended by that."""
        if plaats.claim in {*PROMISED, "verblijf"}:
            return "Overgang"
        if plaats.claim in {None, "buiten_gebruik"}:
            plaats.plan = None
        if plaats.claim is not None:
            plaats.inside = [stay for stay in plaats.inside if stay[1] is not None]
            self.release(plaats, None)
        return None

    def set_bezet(self, plaats: Plaats) -> str | None:
        """The house says bezet: a fact, unless it is a household with an aanvraag that is inside."""
        if plaats.claim == "verblijf":
            return "Overgang"
        if plaats.claim in PROMISED and plaats.holder is not None:
            self.displace(self.zetten[plaats.holder], "teruggemeld")
        elif plaats.claim == "buiten_gebruik":
            self.release(plaats, None)
        self.occupy(plaats)
        return None

    def take_out(self, plaats: Plaats, *, feit: bool, vanaf: datetime | None, tot: datetime | None) -> str | None:
        """A fact at once; a plan only while two places stay, and not before whoever is there has left (R1)."""
        held = plaats.claim in {*PROMISED, "bezet", "verblijf"}
        if plaats.claim in PROMISED and plaats.holder is not None and feit:
            self.displace(self.zetten[plaats.holder], "teruggemeld")
            held = False
        if held or vanaf is not None:
            plaats.plan = Plan(vanaf or self.now, feit, tot)
        else:
            plaats.plan = None
            self.go_out(plaats, onvoorzien=feit, tot=tot)
        mine = [p for p in self.plaatsen.values() if p.streek == plaats.streek]
        left = sum(p.claim != "buiten_gebruik" and p.plan is None for p in mine)
        return "MinimumPlaatsen" if not feit and left < 2 else None

    def move(self, zet: Zet, key: UUID, vastgesteld: datetime, *, gevaar: bool) -> None:
        """Another place is looked for; they stay where they are."""
        old, streek = self.vragen[zet.vraag], self.plaatsen[zet.plaats].streek
        nights = max(0, (self.night(self.now) - zet.eerste).days) if zet.eerste else 0
        unsafe = frozenset({streek}) if gevaar else frozenset[str]()
        self.vragen[key] = Vraag(
            key,
            zet.org,
            old.personen,
            unsafe,
            unsafe,
            vastgesteld,
            kinderen=old.kinderen,
            instrument=gevaar or old.instrument,
            sinds=self.now,
            geteld=0 if gevaar else old.geteld + nights,
            moves=old.moves + 1,
            van=zet.id,
            gevaar=gevaar,
        )
