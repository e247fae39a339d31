/** What a screen on the wall shows, one after the other. Pure. */

import { collator } from '../referentie.svelte';
import type { Bezetting } from '../wire/contract';

export const PANELEN = ['kaart', 'totalen', 'signalen', 'verloop'] as const;
export type Paneel = (typeof PANELEN)[number];

/** How long one stands there: long enough to read it from five metres. */
export const WISSEL_S = 20;

/** The panel so many further on; back at the first after the last. */
export function volgend(paneel: Paneel, stap = 1): Paneel {
  const plek = (PANELEN.indexOf(paneel) + stap + PANELEN.length) % PANELEN.length;
  return PANELEN[plek] ?? 'kaart';
}

/** The names of those that are so, as Dutch sorts names: the first ones, and how many more. */
export function namenVan(rijen: Iterable<Bezetting>, zo: (rij: Bezetting) => boolean, hoogstens: number): { namen: string[]; meer: number } {
  const alle = [...rijen].filter(zo).map(({ naam }) => naam).toSorted(collator.compare);
  // One more name takes no more room than saying that there is one more.
  const getoond = alle.length === hoogstens + 1 ? alle : alle.slice(0, hoogstens);
  return { namen: getoond, meer: alle.length - getoond.length };
}
