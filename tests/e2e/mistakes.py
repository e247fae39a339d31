"""What is wrong with a page that anybody can see or hear: asked of the page itself."""

from playwright.async_api import Page

from dashboard import build

AXE = build.MODULES / "axe-core" / "axe.min.js"
FIND_FAULTS = """
async () => (await axe.run()).violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map((node) => node.html)}`)
"""
FIND_OVERFLOW = """
() => [...document.querySelectorAll('html, body *')].filter((box) => box.scrollWidth > box.clientWidth + 1
    && (box === document.documentElement || (box.clientWidth > 1 && getComputedStyle(box).overflowX === 'hidden')))
  .map((box) => `${box.scrollWidth} px in ${box.clientWidth}: ${box.outerHTML.slice(0, 120)}`)
"""
"""What sticks out of the page, or out of a box that cuts it off."""


async def find_faults(page: Page, axe: str) -> list[str]:
    """What axe finds on the page as it is now."""
    await page.evaluate(axe)
    found: list[str] = await page.evaluate(FIND_FAULTS)
    return found


async def find_overflow(page: Page, width: int) -> list[str]:
    """What sticks out of a page of this width, in CSS pixels."""
    await page.set_viewport_size({"width": width, "height": 800})
    found: list[str] = await page.evaluate(FIND_OVERFLOW)
    return found
