from prometheus_client.parser import text_string_to_metric_families

from capacity_service.rand.meters import Meter, Meters, Telling


def read(meters: Meters) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample, by its name and labels."""
    families = text_string_to_metric_families(meters.render().decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_requests_are_counted_by_what_they_did_and_how_it_ended() -> None:
    meters = Meters()
    meters.note("read_bezetting", 200, 0.02)
    meters.note("read_bezetting", 200, 0.3)
    meters.note("read_bezetting", 503, 2.0)
    found = read(meters)
    assert found["capaciteit_verzoeken_total", (("handeling", "read_bezetting"), ("status", "200"))] == 2
    assert found["capaciteit_verzoeken_total", (("handeling", "read_bezetting"), ("status", "503"))] == 1
    assert found["capaciteit_verzoek_seconden_count", (("handeling", "read_bezetting"),)] == 3
    assert found["capaciteit_verzoek_seconden_bucket", (("handeling", "read_bezetting"), ("le", "0.025"))] == 1


def test_refusals_at_the_door_are_counted_by_why() -> None:
    meters = Meters()
    meters.refuse("host")
    meters.refuse("host")
    assert read(meters)["capaciteit_geweigerd_total", (("reden", "host"),)] == 2


def test_what_is_asked_for_is_asked_when_somebody_reads() -> None:
    value: Telling = {("opvang",): 3}
    meters = Meters([Meter("sockets", "Uitleg.", ("rol",), lambda: value)])
    meters.add(Meter("leeftijd", "Uitleg.", (), lambda: {(): float("inf")}))
    meters.add(Meter("keren", "Uitleg.", (), lambda: {(): 7}, telt=True))
    meters.add(Meter("onbekend", "Uitleg.", (), dict))
    assert read(meters)["sockets", (("rol", "opvang"),)] == 3
    value["opvang",] = 4
    found = read(meters)
    assert found["sockets", (("rol", "opvang"),)] == 4
    assert found["leeftijd", ()] == float("inf")
    assert found["keren_total", ()] == 7
    assert ("onbekend", ()) not in found


def test_the_process_itself_is_measured() -> None:
    assert read(Meters())["process_resident_memory_bytes", ()] > 0
