import { HULP } from './paginas';
import { go, route } from './route.svelte';

/** One key without Ctrl or Alt may disturb who works by voice, so it can be turned off (WCAG 2.1.4). */
const SLEUTEL = 'sneltoets';
const UIT = 'uit';

let aan = $state(begin());

export const sneltoets = {
  get aan(): boolean {
    return aan;
  },
};

/** Let `?` open the help, or not, on this device. */
export function zetSneltoets(nieuw: boolean): void {
  aan = nieuw;
  try {
    if (nieuw) localStorage.removeItem(SLEUTEL);
    else localStorage.setItem(SLEUTEL, UIT);
  } catch {
    return; // This browser keeps nothing: the choice holds until the page is closed.
  }
}

/** Go to the help for `?`, and back for the second one; not while somebody types. */
export function openHulp(gebeurtenis: KeyboardEvent): void {
  if (!aan || gebeurtenis.key !== '?' || gebeurtenis.ctrlKey || gebeurtenis.metaKey || gebeurtenis.altKey || types(gebeurtenis.target)) return;
  gebeurtenis.preventDefault();
  if (route.pad === HULP) history.back();
  else go(HULP);
}

function types(waar: EventTarget | null): boolean {
  return waar instanceof HTMLElement && (waar.isContentEditable || waar.matches('input, textarea, select') || waar.closest('dialog') !== null);
}

function begin(): boolean {
  try {
    return localStorage.getItem(SLEUTEL) !== UIT;
  } catch {
    return true;
  }
}
