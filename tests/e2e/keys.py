"""Somebody who has a keyboard and no mouse: Tab to what is next, and always see where that is."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page

COUNT_POINTERS = """
() => {
  window.pointers = 0;
  for (const name of ['pointerdown', 'mousedown', 'touchstart']) addEventListener(name, () => { window.pointers += 1; }, true);
}
"""
SEES_FOCUS = """
() => {
  const box = document.activeElement;
  const { outlineStyle, boxShadow } = getComputedStyle(box);
  const { width, height, top, bottom } = box.getBoundingClientRect();
  return (outlineStyle !== 'none' || boxShadow !== 'none') && width > 0 && height > 0 && bottom > 0 && top < innerHeight;
}
"""
HAS_FOCUS = "(box) => box === document.activeElement"
MOST_STOPS = 40


@dataclass
class Keys:
    """Presses keys on a page, and counts them; a text is one key for each character."""

    page: Page
    pressed: int = 0

    async def begin(self) -> None:
        """From here on no pointer may be used."""
        await self.page.evaluate(COUNT_POINTERS)

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += 1
            await self.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        self.pressed += len(text)
        await self.page.keyboard.type(text)

    async def tab_to(self, target: Locator) -> None:
        """Tab until it has the focus; at every stop on the way the focus is in sight."""
        for _ in range(MOST_STOPS):
            if await target.evaluate(HAS_FOCUS):
                return
            await self.press("Tab")
            where = await self.page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
            assert await self.page.evaluate(SEES_FOCUS), f"no focus in sight on {where}"
        assert await target.evaluate(HAS_FOCUS), f"{target} is not reached within {MOST_STOPS} stops"

    async def end(self) -> None:
        assert await self.page.evaluate("window.pointers") == 0
