"""What can be measured of this node, as Prometheus reads it: numbers with labels of short, fixed lists, and never an id."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
Telling = dict[tuple[str, ...], float]
"""A number for each combination of label values."""


@dataclass(frozen=True)
class Meter:
    """A number that is asked for when it is read: its name, what it tells, its labels, and who knows it."""

    naam: str
    uitleg: str
    labels: tuple[str, ...]
    read: Callable[[], Telling]
    telt: bool = False
    """Whether it only rises."""

    def collect(self) -> Metric:
        """As Prometheus reads it."""
        family = (CounterMetricFamily if self.telt else GaugeMetricFamily)(self.naam, self.uitleg, labels=self.labels)
        for labels, value in self.read().items():
            family.add_metric(labels, value)
        return family


class Meters(Collector):
    """The registry of one node: `note` and `refuse` count, the others are asked when somebody reads."""

    def __init__(self, meters: Iterable[Meter] = ()) -> None:
        self._registry = CollectorRegistry()
        self._meters = list(meters)
        self._aantal = Counter(
            "capaciteit_verzoeken",
            "Verzoeken naar handeling en status.",
            ["handeling", "status"],
            registry=self._registry,
        )
        self._duur = Histogram(
            "capaciteit_verzoek_seconden",
            "Hoelang een verzoek duurde, naar handeling.",
            ["handeling"],
            buckets=BUCKETS_S,
            registry=self._registry,
        )
        self._geweigerd = Counter(
            "capaciteit_geweigerd", "Aan de deur geweigerd, naar reden.", ["reden"], registry=self._registry
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    def add(self, *meters: Meter) -> None:
        """Ask these too from now on."""
        self._meters += meters

    def note(self, handeling: str, status: int, seconden: float) -> None:
        """One request was answered."""
        self._aantal.labels(handeling, str(status)).inc()
        self._duur.labels(handeling).observe(seconden)

    def refuse(self, reden: str) -> None:
        """One request was refused at the door."""
        self._geweigerd.labels(reden).inc()

    def collect(self) -> Iterable[Metric]:
        """What is asked for now."""
        for meter in self._meters:
            yield meter.collect()

    def describe(self) -> Iterable[Metric]:
        """Nothing: asking is what `collect` does."""
        return []

    def render(self) -> bytes:
        """All of it in the text format of Prometheus."""
        return generate_latest(self._registry)
