import { tick } from 'svelte';

/**
 * Put the focus on the first of these in a card: who works by keyboard goes on where the button was. When the card is gone,
 * on the heading of the page.
 */
export async function focusIn(kaart: () => HTMLElement | null | undefined, selector: string): Promise<void> {
  await tick();
  const hier = kaart();
  if (hier) {
    hier.querySelector<HTMLElement>(selector)?.focus();
    return;
  }
  const kop = document.querySelector<HTMLElement>('h1');
  kop?.setAttribute('tabindex', '-1');
  kop?.focus({ preventScroll: true });
}
