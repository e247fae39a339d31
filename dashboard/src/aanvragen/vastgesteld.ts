import type { Ingevuld } from '../onderdelen/velden';
import { datumVan, instantVan, tijdVan } from '../tijd';

const MINUUT = 60_000;

/** The moments that get a button, in minutes ago. None is chosen beforehand: the clock of 24 hours hangs on it. */
export const GELEDEN = [
  { naam: 'Nu', minuten: 0 },
  { naam: 'Half uur geleden', minuten: 30 },
  { naam: '1 uur geleden', minuten: 60 },
  { naam: '2 uur geleden', minuten: 120 },
] as const;

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
