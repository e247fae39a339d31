from capacity_service.rand.koppen import ALTIJD, HSTS, add_missing, make_koppen


def test_over_https_a_browser_is_told_to_stay_there() -> None:
    assert dict(make_koppen(https=True))[b"strict-transport-security"] == HSTS.encode()
    assert b"strict-transport-security" not in dict(make_koppen(https=False))
    assert int(HSTS.split("max-age=")[1].split(";")[0]) >= 365 * 24 * 3600


def test_nothing_is_let_in_unless_an_answer_says_so_itself() -> None:
    assert ALTIJD["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    own = [(b"Content-Security-Policy", b"default-src 'self'"), (b"x-eigen", b"1")]
    found = add_missing(own, make_koppen(https=False))
    assert found[:2] == own
    names = [name.lower() for name, _ in found]
    assert len(names) == len(set(names))
    assert {name.lower().encode() for name in ALTIJD} <= set(names)
