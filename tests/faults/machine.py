"""Schemathesis at work on the whole document: it invents requests and their order; we say who sends, and hold the answers to more."""

import asyncio
import copy
import threading
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar, TypeVar

import httpx2
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from capacity_service.domain.inzage import MAG, Rol
from tests.api.document import DOCUMENT, Operation, check_told, make_body, operations
from tests.api.toonbaar import check_toonbaar
from tests.faults.foreign_land import Land

T = TypeVar("T")
SEED = 35
NOBODY = ""
ENDING = {"end_sessie", "end_other_sessies"}
"""Whoever does this is not who goes on."""
STRANGER_OF_TEN, THERE_OF_TEN, GOOD_OF_TEN = 2, 7, 3
"""How many of ten requests come from a rol that may not, how many ids are of something that is there, how many bodies mean something."""
TIMEOUT_S = 30
JUDGED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
BY_NAME = {operation.naam: operation for operation in operations()}


@dataclass
class Zenders:
    """Everybody's tokens; what came of what they sent, and what was wrong with it."""

    land: Land
    loop: asyncio.AbstractEventLoop
    rng: Random
    tokens: dict[str, str] = field(default_factory=dict)
    seen: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, work: Coroutine[Any, Any, T]) -> T:
        """Have the loop of the service do this; we are in a thread beside it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(TIMEOUT_S)

    def choose(self, naam: str) -> str:
        """A rol that may do this, most often; somebody else now and then."""
        roles = MAG[naam]
        if self.rng.randrange(10) < STRANGER_OF_TEN:
            return str(self.rng.choice([*Rol, NOBODY]))
        return str(self.rng.choice(sorted(roles))) if roles is not None else NOBODY

    def headers(self, rol: str, naam: str) -> dict[str, str]:
        """Who sends; whoever logs out does so from a session of its own."""
        if rol == NOBODY:
            return {}
        if naam in ENDING or rol not in self.tokens:
            token, _ = self.ask(self.land.dienst.token(rol, self.land.organisaties.get(rol)))
            if naam in ENDING:
                return {"Authorization": f"Bearer {token}"}
            self.tokens[rol] = token
        return {"Authorization": f"Bearer {self.tokens[rol]}"}

    def call(self, case: Case[Any]) -> Response:
        """Send it as somebody, and judge the answer."""
        operation = name_of(case)
        rol = self.choose(operation.naam)
        self._point(case, operation.naam)
        response = case.call(
            f"{self.land.dienst.url}/v1", self.session, self.headers(rol, operation.naam), timeout=TIMEOUT_S
        )
        self.seen[operation.naam, response.status_code] += 1
        if operation.naam == "end_other_sessies":
            self.tokens.pop(rol, None)
        self.judge(case, operation, rol, response)
        return response

    def _point(self, case: Case[Any], naam: str) -> None:
        """At something that is there, of A or of B; now and then with a body that the field would send."""
        good = make_body(naam)
        if good is not None and self.rng.randrange(10) < GOOD_OF_TEN:
            case.body = good
        there = {}
        for name, value in (case.path_parameters or {}).items():
            known = [*self.land.van_b.get(name, ()), *([self.land.eigen[name]] if name in self.land.eigen else [])]
            there[name] = self.rng.choice(known) if known and self.rng.randrange(10) < THERE_OF_TEN else value
        if there:
            case.path_parameters = there

    def judge(self, case: Case[Any], operation: Operation, rol: str, response: Response) -> None:
        """As Schemathesis judges, and closer: unknown fields, the form of instants, what this rol may see."""
        try:
            # Who changed something meanwhile hears that before what else is wrong.
            late = response.status_code == httpx2.codes.PRECONDITION_FAILED
            case.validate_response(
                response, checks=JUDGED, excluded_checks=[checks.negative_data_rejection] if late else []
            )
            plain = {name: value[0] for name, value in response.headers.items() if name != "content-encoding"}
            answer = httpx2.Response(response.status_code, headers=plain, content=response.content)
            check_told(operation, answer)
            check_toonbaar(Rol(rol) if rol else None, answer, operation)
        except (Exception, BaseExceptionGroup) as wrong:  # noqa: BLE001 - all of them are told together
            sent = f"{case.method} {case.formatted_path} {case.query} {case.body!r:.300}"
            self.faults.append(f"{operation.naam} {rol or 'niemand'} {response.status_code}: {wrong!s:.600}\n  {sent}")


def name_of(case: Case[Any]) -> Operation:
    """The operation of the document that this is a case of."""
    return BY_NAME[str(case.operation.definition.raw["operationId"])]


def make_settings(examples: int, steps: int) -> settings:
    """The same requests at every run; what fails is collected, so nothing is shrunk."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def send_each(zenders: Zenders, examples: int) -> None:
    """So many good and so many wrong requests of every operation, each by itself."""
    for found in schemathesis.openapi.from_dict(copy.deepcopy(DOCUMENT)).get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @make_settings(examples, 1)
            @given(case=operation.as_strategy(generation_mode=mode))
            def send(case: Case[Any]) -> None:
                zenders.call(case)

            try:
                send()
            except BaseException as impossible:
                if mode is not GenerationMode.NEGATIVE:
                    raise
                zenders.seen[f"niets fouts te sturen: {type(impossible).__name__}", 0] += 1


def send_in_order(zenders: Zenders, scenarios: int, steps: int) -> None:
    """Chains in which what one call gave goes into the next."""

    class Machine(schemathesis.openapi.from_dict(copy.deepcopy(DOCUMENT)).as_state_machine()):  # type: ignore[misc]
        who: ClassVar[Zenders] = zenders

        def call(self, case: Case[Any], **_: Any) -> Response:
            return self.who.call(case)

        def validate_response(self, response: Response, case: Case[Any], **_: Any) -> None:
            """Judged when it was sent, by who sent it."""

    for nth in range(scenarios):
        # Each from a seed of its own, beginning with the plainest: Hypothesis compares chains, and a service does not stand still.
        Machine._hypothesis_internal_use_seed = SEED + nth  # noqa: SLF001 - what @seed sets on a test
        with suppress(FlakyStrategyDefinition):
            Machine.run(settings=settings(make_settings(2, steps), derandomize=False))


async def run_beside(work: Any, *args: Any) -> None:
    """In a thread, while the loop of this one serves."""
    assert threading.current_thread() is threading.main_thread()
    await asyncio.to_thread(work, *args)
