"""Every page of every role, by the menu that the dashboard itself shows; a page that nobody named here is a failure."""

from collections.abc import AsyncIterator

from playwright.async_api import Page, Route, expect

from tests.e2e.person import Person

OVERAL = {"/hulp": "Hulp", "/account": "Uw account"}
PAGES: dict[str, dict[str, str]] = {
    "Coördinator": {
        "/aanvragen": "Aanvragen",
        "/aanvragen/nieuw": "Nieuwe aanvraag",
        "/landelijk": "Landelijk beeld",
        "/normsignalen": "Normsignalen",
        "/meldadressen": "Meldadressen",
    },
    "Opvang": {
        "/plaatsen": "Plaatsen",
        "/landelijk": "Landelijk beeld",
        "/normsignalen": "Normsignalen",
        "/huizen": "Huizen",
        "/dossier": "Dossier",
        "/meldadressen": "Meldadressen",
    },
    "Centrumgemeente": {
        "/landelijk": "Landelijk beeld",
        "/historie": "Verloop in",
        "/verantwoording": "Verantwoording",
        "/muur": "",
        "/meldadressen": "Meldadressen",
    },
    "Landelijke coördinatie": {
        "/landelijk": "Landelijk beeld",
        "/historie": "Verloop in",
        "/noodinzage": "Noodinzage",
        "/verantwoording": "Verantwoording",
        "/muur": "",
        "/meldadressen": "Meldadressen",
    },
    "Auditor": {"/dossier": "Dossier", "/noodinzage": "Noodinzage"},
    "Functionaris gegevensbescherming": {"/inzagelog": "Wie keek wat na", "/noodinzage": "Noodinzage"},
    "Systeembeheerder": {"/regels": "Regels"},
}
"""Role, as the login names it -> path -> how its heading begins; the wall changes its own."""
UNDER = {"/aanvragen/nieuw"}
"""Pages that no menu names: they hang under another."""
PROBLEM = '{"type": "/v1/problemen/even_niet", "title": "x", "status": 503, "detail": "De dienst kan even niet."}'


def list_once() -> dict[str, dict[str, str]]:
    """Every page at the first role that has it: what it says without an answer depends on nobody's role."""
    seen: dict[str, dict[str, str]] = {}
    for rol, pages in PAGES.items():
        known = {path for earlier in seen.values() for path in earlier}
        own = {path: heading for path, heading in (pages | OVERAL).items() if path not in known}
        if own:
            seen[rol] = own
    return seen


async def menu(page: Page) -> set[str]:
    """The paths in the menu of who is logged in."""
    links = await page.locator("header nav a").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    return set(links)


async def login(person: Person, rol: str) -> None:
    """Log in as the first account of a role; not all of them follow the country live."""
    await person.open("/")
    await person.page.get_by_role("region", name=rol, exact=True).get_by_role("button").first.click()
    await expect(person.page.get_by_role("button", name="Uitloggen")).to_be_visible()


async def walk_role(
    person: Person, rol: str, pages: dict[str, str], *, whole: bool = True, english: bool = False
) -> AsyncIterator[str]:
    """Every one of these pages, once its heading is there; `whole` when nothing on it is still loading."""
    for path, heading in pages.items():
        await person.open(path)
        name = "" if english else heading
        await expect(person.page.get_by_role("heading", level=1, name=name).first).to_be_visible()
        if whole:
            loading = person.page.locator("p:visible", has_text="Loading." if english else "Even laden.")
            await expect(loading).to_have_count(0, timeout=15_000)
        yield f"{rol} {path}"


async def refuse(person: Person) -> None:
    """Let the service answer 503 to everything but who this is; the person is told so, and browsers log it."""
    person.accepted.append("503")

    async def answer(route: Route) -> None:
        if route.request.url.endswith(("/aanmelding", "/live")):
            await route.fallback()
        else:
            await route.fulfill(status=503, content_type="application/problem+json", body=PROBLEM)

    await person.page.route("**/v1/**", answer)


async def silence(person: Person) -> None:
    """Let the live stream say nothing at all, and give the test the clock of the page."""
    person.accepted.append("WebSocket")
    await person.page.clock.install()
    await person.page.route_web_socket("**/v1/live", lambda _: None)
