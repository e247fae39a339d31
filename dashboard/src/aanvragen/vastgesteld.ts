import type { Ingevuld } from '../onderdelen/velden';
import { t } from '../taal.svelte';
import { datumVan, instantVan, tijdVan } from '../tijd';

const MINUUT = 60_000;

/** The moments that get a button, in minutes ago. None is chosen beforehand: the clock of 24 hours hangs on it. */
export const GELEDEN = [0, 30, 60, 120] as const;

/** What stands on the button for so many minutes ago. */
export function naamVan(minuten: (typeof GELEDEN)[number]): string {
  if (minuten === 0) return t`Nu`;
  return minuten === 30 ? t`Half uur geleden` : t`${minuten / 60} uur geleden`;
}

/** An instant (milliseconds) as it stands in the fields, to the minute before it, so that no clock starts too late. */
export function vulIn(instant: number): Ingevuld {
  const heel = Math.floor(instant / MINUUT) * MINUUT;
  const [datum, tijd] = [datumVan(heel), tijdVan(heel)];
  const gelezen = instantVan(datum, tijd);
  return { datum, tijd, tweede: gelezen.soort === 'twee' && Date.parse(gelezen.wintertijd) === heel };
}

/** When somebody must have arrived, `uren` elapsed hours after an instant: RFC 3339 in UTC. */
export function uiterlijk(instant: string, uren: number): string {
  return new Date(Date.parse(instant) + uren * 60 * MINUUT).toISOString();
}
