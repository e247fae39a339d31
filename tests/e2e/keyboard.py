"""Somebody who has no mouse: only keys, and what the browser says has the focus."""

from playwright.async_api import Page

MOST_TABS = 120
FOCUSED = """
() => {
  const here = document.activeElement;
  if (here === document.body) return '';
  const label = here.labels?.[0]?.textContent ?? '';
  return (here.getAttribute('aria-label') ?? (label || here.textContent)).replace(/\\s+/g, ' ').trim();
}
"""
SEEN = """
() => {
  const here = document.activeElement;
  if (here === document.body) return true;
  const box = here.getBoundingClientRect();
  const style = getComputedStyle(here);
  const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  return marked && box.bottom > 0 && box.top < innerHeight && box.width > 0;
}
"""
"""Whether what has the focus is on the screen, and shows it."""


async def focused(page: Page) -> str:
    """The name of what has the focus."""
    name: str = await page.evaluate(FOCUSED)
    return name


async def tab_to(page: Page, name: str, key: str = "Tab") -> int:
    """Press Tab until what has this in its name has the focus; gives how often. Each stop on the way must be seen."""
    for presses in range(1, MOST_TABS + 1):
        await page.keyboard.press(key)
        assert await page.evaluate(SEEN), f"het focuspunt is niet te zien: {await focused(page)}"
        if name in await focused(page):
            return presses
    raise AssertionError(f"{name} is met Tab niet te bereiken")
