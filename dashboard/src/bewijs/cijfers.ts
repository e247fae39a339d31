import type { Bewijsperiode, Cijfer, Kwartaal } from './vormen';
import { perTaal, t } from '../taal.svelte';
import { datumVan, kloktijd, schuif } from '../tijd';

const getal = perTaal((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }));
const dag = perTaal((locale) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }));
const maand = perTaal((locale) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'short' }));

/** "1.234,5". */
export function toonGetal(waarde: number): string {
  return getal().format(waarde);
}

/** "93,3% (14 van 15)", "12 huishoudens", "3,5 uur"; in words when there was nothing to measure. */
export function toonCijfer({ eenheid, waarde, teller, noemer }: Cijfer): string {
  if (waarde === null) return t`niets te meten`;
  if (eenheid !== 'procent') return `${toonGetal(waarde)} ${eenheid}`;
  return teller === null || noemer === null ? `${toonGetal(waarde)}%` : t`${toonGetal(waarde)}% (${teller} van ${noemer})`;
}

/** "21 november 2026". */
export function toonDag(datum: string): string {
  return dag().format(new Date(`${datum}T12:00:00Z`));
}

/** "21 november 2026 om 02:10": a moment that can still be read on paper next year. */
export function toonMoment(instant: string): string {
  return t`${toonDag(datumVan(Date.parse(instant)))} om ${kloktijd(instant)}`;
}

/** "1 januari 2026 tot en met 21 november 2026": the service does not count `totDatum`. */
export function toonPeriode({ vanDatum, totDatum }: Pick<Bewijsperiode, 'vanDatum' | 'totDatum'>): string {
  return t`${toonDag(vanDatum)} tot en met ${toonDag(schuif(totDatum, -1))}`;
}

/** "jan t/m mrt 2026, loopt nog". */
export function toonKwartaal({ vanDatum, totDatum, afgesloten }: Kwartaal): string {
  const [eerst, laatst] = [vanDatum, schuif(totDatum, -1)].map((datum) => maand().format(new Date(`${datum}T12:00:00Z`)));
  const wanneer = t`${eerst} t/m ${laatst} ${vanDatum.slice(0, 4)}`;
  return afgesloten ? wanneer : t`${wanneer}, loopt nog`;
}
