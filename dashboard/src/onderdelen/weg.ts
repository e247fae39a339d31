import { stopLive } from '../live/live.svelte';
import { storage } from '../verzending/bewaring';

/** Where a quick exit goes: the weather, of the government, without advertisements. What is left behind is not told to it. */
export const NEUTRAAL = 'https://www.knmi.nl/nederland-nu/weer/verwachtingen';
const SLEUTEL = 'weg';
const KEER = 3;
const BINNEN_MS = 1_500;

/** Take everything off the screen at once, silence it, and put another page in its place in the history. */
export function leave(weg: (adres: string) => void = (adres) => location.replace(adres)): void {
  document.title = ' ';
  document.body.replaceChildren();
  stopLive();
  storage('sessionStorage')?.setItem(SLEUTEL, '1');
  weg(NEUTRAAL);
}

/**
 * Whether somebody left quickly in this tab and comes back by the button of the browser: then this page stays away. Whoever
 * opens it anew is let in.
 */
export function isBack(soort: string | undefined): boolean {
  const tab = storage('sessionStorage');
  if (tab?.getItem(SLEUTEL) !== '1') return false;
  if (soort === 'back_forward' || soort === 'reload') return true;
  tab.removeItem(SLEUTEL);
  return false;
}

/** How this page was opened, by the browser's own account. */
export function openedBy(): string | undefined {
  return (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined)?.type;
}

/** The moments of the last presses of Escape after one more; leave when there are three of them close together. */
export function press(keren: readonly number[], nu: number): { keren: number[]; weg: boolean } {
  const recent = [...keren.filter((keer) => nu - keer < BINNEN_MS), nu];
  return { keren: recent, weg: recent.length >= KEER };
}
