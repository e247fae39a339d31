"""The proof and its checker: every weighing is accepted, everything that is not the best is refused, and the best is the best."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity_service.domain import certificaat as module
from capacity_service.domain.certificaat import Certificaat, check_certificaat
from capacity_service.domain.rangorde import TREDEN, Opgave, cost_of, cost_of_none, fits
from tests.domain.gevallen import Geval, find_least_cost, gevallen, make_geval, total_cost
from tests.faults.figures import LONG

EXAMPLES = 5_000 if LONG else 150
CODE_MAX = 60


@settings(max_examples=EXAMPLES)
@given(gevallen(households=6))
def test_every_weighing_is_accepted_and_no_assignment_is_better(geval: Geval) -> None:
    afweging = geval.decide()
    assert check_certificaat(afweging.opgave, afweging.certificaat) == []
    assert total_cost(afweging.opgave, afweging.certificaat.toegewezen) == find_least_cost(afweging.opgave)


@pytest.mark.parametrize("seed", range(1_000 if LONG else 40))
def test_a_scarce_weighing_is_accepted_too(seed: int) -> None:
    """So many that arcs are put out of use and found again on the way."""
    random = Random(seed)
    afweging = make_geval(random, random.randint(15, 40), random.randint(15, 30)).decide()
    assert check_certificaat(afweging.opgave, afweging.certificaat) == []
    assert afweging.over == afweging.certificaat.toegewezen.count(None)


@given(gevallen(households=4, places=4), st.data())
def test_whatever_the_checker_accepts_costs_least(geval: Geval, data: st.DataObject) -> None:
    """Also of an assignment and of prices that nobody computed."""
    afweging = geval.decide()
    opgave, proof = afweging.opgave, afweging.certificaat
    if not opgave.vragers or not opgave.klassen:
        return
    some = st.none() | st.integers(0, len(opgave.klassen) - 1)
    nudge = st.integers(-1, 1)
    toegewezen = tuple(data.draw(st.sampled_from([given, data.draw(some)])) for given in proof.toegewezen)
    klasse = tuple(tuple(part + data.draw(nudge) for part in price) for price in proof.klasse)
    tried = replace(proof, toegewezen=toegewezen, klasse=data.draw(st.sampled_from([proof.klasse, klasse])))
    if not check_certificaat(opgave, tried):
        assert total_cost(opgave, toegewezen) == find_least_cost(opgave)


def other_class(opgave: Opgave, proof: Certificaat, random: Random) -> Certificaat | None:
    """Another class for somebody, so that all together are worse off or somebody is where it may not be."""
    rij, index = random.randrange(len(opgave.vragers)), random.randrange(len(opgave.klassen))
    toegewezen = (*proof.toegewezen[:rij], index, *proof.toegewezen[rij + 1 :])
    used = sum(given == index for given in toegewezen)
    allowed = fits(opgave.vragers[rij], opgave.klassen[index]) and used <= opgave.klassen[index].aantal
    same = allowed and total_cost(opgave, toegewezen) == total_cost(opgave, proof.toegewezen)
    return None if same else replace(proof, toegewezen=toegewezen)


def nobody(_: Opgave, proof: Certificaat, random: Random) -> Certificaat | None:
    """Somebody who has a place is left over."""
    placed = [rij for rij, index in enumerate(proof.toegewezen) if index is not None]
    if not placed:
        return None
    rij = random.choice(placed)
    return replace(proof, toegewezen=(*proof.toegewezen[:rij], None, *proof.toegewezen[rij + 1 :]))


def given_twice(opgave: Opgave, proof: Certificaat, random: Random) -> Certificaat | None:
    """The last place of a class goes to one more."""
    used = [sum(given == index for given in proof.toegewezen) for index in range(len(opgave.klassen))]
    options = [
        (rij, index)
        for index, vrij in enumerate(opgave.klassen)
        for rij, given in enumerate(proof.toegewezen)
        if used[index] == vrij.aantal and given != index
    ]
    if not options:
        return None
    rij, index = random.choice(options)
    return replace(proof, toegewezen=(*proof.toegewezen[:rij], index, *proof.toegewezen[rij + 1 :]))


def dear(opgave: Opgave, proof: Certificaat, random: Random) -> Certificaat | None:
    """A class that is not full costs more than its centrumgemeente asks."""
    used = [sum(given == index for given in proof.toegewezen) for index in range(len(opgave.klassen))]
    some = [index for index, vrij in enumerate(opgave.klassen) if used[index] < vrij.aantal]
    if not some:
        return None
    index, part = random.choice(some), random.randrange(len(proof.woorden))
    price = tuple(value + (at == part) * random.randint(1, 9) for at, value in enumerate(proof.klasse[index]))
    return replace(proof, klasse=(*proof.klasse[:index], price, *proof.klasse[index + 1 :]))


def cheap(opgave: Opgave, proof: Certificaat, random: Random) -> Certificaat | None:
    """A class, and all of its centrumgemeente with it, costs just so little that somebody would rather go there."""
    rij, index = random.randrange(len(opgave.vragers)), random.randrange(len(opgave.klassen))
    vrager, vrij, given = opgave.vragers[rij], opgave.klassen[index], proof.toegewezen[rij]
    code = vrij.klasse.centrumgemeente
    if not fits(vrager, vrij) or given == index:
        return None
    if given is not None and opgave.klassen[given].klasse.centrumgemeente == code:
        return None
    now = cost_of_none(vrager) if given is None else cost_of(vrager, opgave.klassen[given], given, opgave.omstandigheid)
    then = cost_of(vrager, vrij, index, opgave.omstandigheid)
    paid = [sum(now[trede] * maal for trede, maal in woord) for woord in proof.woorden]
    asked = [sum(then[trede] * maal for trede, maal in woord) for woord in proof.woorden]
    if given is not None:
        paid = [a + b for a, b in zip(paid, proof.klasse[given], strict=True)]
    asked = [a + b for a, b in zip(asked, proof.klasse[index], strict=True)]
    less = [a - b for a, b in zip(asked, paid, strict=True)]
    less[-1] += 1
    klasse = tuple(
        tuple(a - b for a, b in zip(price, less, strict=True)) if other.klasse.centrumgemeente == code else price
        for price, other in zip(proof.klasse, opgave.klassen, strict=True)
    )
    streek = proof.streek | {code: tuple(a - b for a, b in zip(proof.streek[code], less, strict=True))}
    return replace(proof, klasse=klasse, streek=streek)


def light(opgave: Opgave, proof: Certificaat, random: Random) -> Certificaat:
    """A trede weighs no more than what can come after it in its number."""
    number = random.randrange(len(proof.woorden))
    woord = list(proof.woorden[number])
    at = random.randrange(len(woord))
    most = [
        [cost_of(vrager, vrij, j, opgave.omstandigheid) for j, vrij in enumerate(opgave.klassen) if fits(vrager, vrij)]
        for vrager in opgave.vragers
    ]
    sums = [sum(max((cost[trede] for cost in costs), default=0) for costs in most) for trede in range(len(TREDEN))]
    woord[at] = (woord[at][0], random.randint(0, sum(maal * sums[trede] for trede, maal in woord[at + 1 :])))
    return replace(proof, woorden=(*proof.woorden[:number], tuple(woord), *proof.woorden[number + 1 :]))


def left_out(_: Opgave, proof: Certificaat, random: Random) -> Certificaat:
    """One trede does not count."""
    number = random.randrange(len(proof.woorden))
    woord = list(proof.woorden[number])
    del woord[random.randrange(len(woord))]
    return replace(proof, woorden=(*proof.woorden[:number], tuple(woord), *proof.woorden[number + 1 :]))


def out_of_turn(_: Opgave, proof: Certificaat, random: Random) -> Certificaat:
    """Two treden change places."""
    flat = [(number, at) for number, woord in enumerate(proof.woorden) for at in range(len(woord))]
    one, other = random.sample(flat, 2)
    woorden = [list(woord) for woord in proof.woorden]
    first, second = woorden[one[0]][one[1]], woorden[other[0]][other[1]]
    woorden[one[0]][one[1]], woorden[other[0]][other[1]] = (second[0], first[1]), (first[0], second[1])
    return replace(proof, woorden=tuple(map(tuple, woorden)))


MUTATIONS = [other_class, nobody, given_twice, dear, cheap, light, left_out, out_of_turn]


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_the_checker_rejects_every_mutated_proof(mutate: Callable[..., Certificaat | None]) -> None:
    random, tried = Random(4), 0
    while tried < 125:
        afweging = make_geval(random, random.randint(2, 7), random.randint(2, 7)).decide()
        assert check_certificaat(afweging.opgave, afweging.certificaat) == []
        for _ in range(5):
            worse = mutate(afweging.opgave, afweging.certificaat, random)
            if worse is not None:
                tried += 1
                assert check_certificaat(afweging.opgave, worse), (afweging.opgave, worse)


def test_the_checker_says_what_is_wrong_in_sentences() -> None:
    afweging = make_geval(Random(1), 5, 5).decide()
    opgave, proof = afweging.opgave, afweging.certificaat
    assert (
        check_certificaat(opgave, replace(proof, woorden=proof.woorden[1:]))[0]
        == "Niet elke trede telt, op haar beurt."
    )
    assert "weegt niet zwaarder dan wat na haar komt" in "".join(
        check_certificaat(opgave, replace(proof, woorden=tuple(tuple((t, 0) for t, _ in w) for w in proof.woorden)))
    )


def test_a_weighing_of_nobody_or_of_nothing_needs_no_proof() -> None:
    for households, places in ((0, 3), (3, 0), (0, 0)):
        geval = make_geval(Random(2), households, places)
        afweging = geval.decide()
        assert check_certificaat(afweging.opgave, afweging.certificaat) == []
        assert set(afweging.certificaat.toegewezen) <= {None}


def test_the_checker_can_be_read_in_one_sitting_and_knows_no_solver() -> None:
    tree = ast.parse(inspect.getsource(module))
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not {"ortools", "numpy"} & {name.split(".")[0] for node in imports for name in names_of(node)}
    skipped = {line for node in imports for line in range(node.lineno, (node.end_lineno or 0) + 1)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            skipped |= set(range(node.lineno, (node.end_lineno or 0) + 1))
    lines = inspect.getsource(module).splitlines()
    code = [line for number, line in enumerate(lines, 1) if line.strip() and number not in skipped]
    assert len(code) <= CODE_MAX


def names_of(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
