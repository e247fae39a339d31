"""Where the service may be made to knock: only doors that are meant for strangers."""

from ipaddress import ip_address

import pytest

from capacity_service.domain.errors import OngeldigeInvoer
from capacity_service.domain.uitweg import ADRES_MAX, Uitweg, check_webhook, parse_mailserver

SERVER, AT_HOME, INTERN = Uitweg(), Uitweg(lokaal=True), Uitweg(intern=True)
GOOD = "https://meldingen.organisatie.example/ontvangst?soort=sms"


@pytest.mark.parametrize("uitweg", [SERVER, AT_HOME, INTERN])
@pytest.mark.parametrize(
    "adres", [GOOD, "https://organisatie.example", "https://93.184.215.14:8443/x", "https://[2606:2800:21f::1]/x"]
)
def test_a_public_address_over_tls_is_good_everywhere(uitweg: Uitweg, adres: str) -> None:
    check_webhook(adres, uitweg)


@pytest.mark.parametrize(
    "adres",
    [
        "http://organisatie.example/x",
        "ftp://organisatie.example/x",
        "file:///etc/passwd",
        "https://naam:geheim@organisatie.example/x",
        "https://organisatie.example@intern/x",
        "https://organisatie.example/x#deel",
        "https://organisatie.example\\@intern/",
        "https://organisatie.example/een twee",
        "https://organisatie.example/x\r\nHost: elders",
        "https://organisatie.example/é",
        "https://organisatie.example:0/",
        "https://organisatie.example:65536/",
        "https://organisatie.example:٤٤٣/",
        "https:///x",
        "https://[::1",
        "https://[zz]/",
        "https://[1:2:3]/",
        "//organisatie.example/x",
        "organisatie.example",
        "",
        "https://organisatie.example/" + "x" * ADRES_MAX,
    ],
)
def test_what_is_no_safe_address_is_refused_with_a_sentence(adres: str) -> None:
    for uitweg in (SERVER, AT_HOME, INTERN):
        with pytest.raises(OngeldigeInvoer) as caught:
            check_webhook(adres, uitweg)
        (fault,) = caught.value.faults
        assert fault.veld == "adres"
        assert fault.fout.endswith(".")


LOOPBACK = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]
PRIVATE = ["10.0.0.8", "172.16.0.1", "192.168.1.1", "fd00::1", "::ffff:10.0.0.8"]
NEVER = [
    "169.254.169.254",
    "fe80::1",
    "0.0.0.0",  # noqa: S104
    "::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
    "64:ff9b::a00:8",
    "2002:a00:8::1",
    "2001:0:4136:e378::1",
    "fec0::1",
    "100.64.0.1",
    "::ffff:169.254.169.254",
]


@pytest.mark.parametrize("literal", [*LOOPBACK, *PRIVATE, *NEVER])
def test_an_address_inside_is_refused_on_a_server(literal: str) -> None:
    assert not SERVER.may_reach(ip_address(literal), tls=True)
    shown = f"[{literal}]" if ":" in literal else literal
    with pytest.raises(OngeldigeInvoer):
        check_webhook(f"https://{shown}/x", SERVER)


@pytest.mark.parametrize("literal", LOOPBACK)
def test_loopback_is_for_an_installation_of_one_machine_and_then_without_tls_too(literal: str) -> None:
    assert AT_HOME.may_reach(ip_address(literal), tls=False)
    assert not INTERN.may_reach(ip_address(literal), tls=True)


@pytest.mark.parametrize("literal", PRIVATE)
def test_the_own_network_opens_with_its_setting_and_only_over_tls(literal: str) -> None:
    assert INTERN.may_reach(ip_address(literal), tls=True)
    assert not INTERN.may_reach(ip_address(literal), tls=False)
    assert not AT_HOME.may_reach(ip_address(literal), tls=True)


@pytest.mark.parametrize("literal", NEVER)
def test_what_belongs_to_no_host_is_reached_by_nobody(literal: str) -> None:
    everything = Uitweg(lokaal=True, intern=True)
    assert not everything.may_reach(ip_address(literal), tls=True)


def test_http_is_for_loopback_only() -> None:
    check_webhook("http://127.0.0.1:9000/x", AT_HOME)
    check_webhook("http://localhost:9000/x", AT_HOME)
    for uitweg in (SERVER, INTERN):
        for adres in ("http://127.0.0.1:9000/x", "https://localhost/x", "https://127.0.0.1/x"):
            with pytest.raises(OngeldigeInvoer):
                check_webhook(adres, uitweg)


def test_a_mail_server_is_read_from_its_address() -> None:
    found = parse_mailserver("smtp://naam:p%40ss@mail.example:2525")
    assert (found.host, found.port, found.tls, found.gebruiker, found.wachtwoord) == (
        "mail.example",
        2525,
        False,
        "naam",
        "p@ss",
    )
    assert "p@ss" not in repr(found)
    assert parse_mailserver("smtp://mail.example").port == 587
    assert parse_mailserver("smtps://mail.example/").port == 465


@pytest.mark.parametrize(
    ("url", "starttls"),
    [("smtp://mail.example", True), ("smtps://mail.example", False), ("smtp://127.0.0.1:25", False)],
)
def test_the_connection_becomes_a_safe_one_unless_it_is_or_stays_on_this_machine(url: str, starttls: bool) -> None:
    assert parse_mailserver(url).starttls is starttls


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "https://mail.example",
        "smtp://",
        "smtp://naam@mail.example",
        "smtp://:geheim@mail.example",
        "smtp://mail.example/pad",
        "smtp://mail.example?x=1",
        "smtp://mail.example:0",
        "smtp://mail.example:99999",
    ],
)
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_mailserver(url)
