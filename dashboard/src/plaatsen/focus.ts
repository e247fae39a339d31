import { tick } from 'svelte';

/** Put the focus on the first of these in a card, when it is there: who works by keyboard goes on where the button was. */
export async function focusIn(kaart: HTMLElement, selector: string): Promise<void> {
  await tick();
  kaart.querySelector<HTMLElement>(selector)?.focus();
}
