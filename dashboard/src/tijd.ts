/** Instants and calendar dates as people in the Netherlands read them. Every figure on screen is in Europe/Amsterdam. */

import { aantal, perTaal, t } from './taal.svelte';

const ZONE = 'Europe/Amsterdam';
const MINUUT = 60_000;
const UUR = 60 * MINUUT;

const klok = perTaal((locale) => new Intl.DateTimeFormat(locale, { timeZone: ZONE, hour: '2-digit', minute: '2-digit' }));
const klokMetSeconden = perTaal((locale) => new Intl.DateTimeFormat(locale, { timeZone: ZONE, timeStyle: 'medium' }));
const dag = perTaal((locale) => new Intl.DateTimeFormat(locale, { timeZone: ZONE, weekday: 'short', day: 'numeric', month: 'short' }));
const delen = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** "02:10". */
export function kloktijd(instant: string | number): string {
  return klok().format(new Date(instant));
}

/** "02:10:05". */
export function kloktijdMetSeconden(instant: string | number): string {
  return klokMetSeconden().format(new Date(instant));
}

/** "vandaag 02:10", "morgen 02:10", "gisteren 23:50" or "za 21 nov 02:10", as seen at `nu` (milliseconds). */
export function moment(instant: string | number, nu: number): string {
  return `${dagnaam(datumVan(new Date(instant).getTime()), nu)} ${kloktijd(instant)}`;
}

/** "vandaag", "morgen", "gisteren" or "za 21 nov" for a calendar date YYYY-MM-DD. */
export function dagnaam(datum: string, nu: number): string {
  const dichtbij = { [datumVan(nu)]: t`vandaag`, [schuif(datumVan(nu), 1)]: t`morgen`, [schuif(datumVan(nu), -1)]: t`gisteren` };
  return dichtbij[datum] ?? dag().format(new Date(`${datum}T12:00:00Z`));
}

/** The calendar date in Amsterdam at an instant in milliseconds: YYYY-MM-DD. */
export function datumVan(instant: number): string {
  const { year, month, day } = parts(instant);
  return `${year}-${month}-${day}`;
}

/** The time of day in Amsterdam at an instant in milliseconds: HH:MM. */
export function tijdVan(instant: number): string {
  const { hour, minute } = parts(instant);
  return `${hour}:${minute}`;
}

/** A calendar date some days later or earlier. */
export function schuif(datum: string, dagen: number): string {
  return new Date(Date.parse(`${datum}T00:00:00Z`) + dagen * 24 * UUR).toISOString().slice(0, 10);
}

export type Wandklok =
  | { soort: 'een'; instant: string }
  /** Skipped when summer time starts, or not a date and time at all. */
  | { soort: 'geen' }
  /** Happens twice when winter time starts: first in summer time, then in winter time. */
  | { soort: 'twee'; zomertijd: string; wintertijd: string };

/** What a date (YYYY-MM-DD) and a time (HH:MM) on an Amsterdam wall clock mean; once a year that is nothing, once a year two instants. */
export function instantVan(datum: string, tijd: string): Wandklok {
  const alsUtc = Date.parse(`${datum}T${tijd}:00Z`);
  if (Number.isNaN(alsUtc)) return { soort: 'geen' };
  const [eerste, tweede] = [2 * UUR, UUR]
    .map((verschil) => alsUtc - verschil)
    .filter((instant) => datumVan(instant) === datum && tijdVan(instant) === tijd)
    .map((instant) => new Date(instant).toISOString().replace('.000Z', 'Z'));
  if (eerste === undefined) return { soort: 'geen' };
  return tweede === undefined
    ? { soort: 'een', instant: eerste }
    : { soort: 'twee', zomertijd: eerste, wintertijd: tweede };
}

/** "23 uur en 41 min", "41 min", "50 sec": how long, rounded down, of a span in milliseconds. */
export function duur(ms: number): string {
  const uren = Math.floor(ms / UUR);
  const minuten = Math.floor((ms % UUR) / MINUUT);
  if (uren >= 1) return minuten ? t`${aantal(uren, 'uur', 'uur')} en ${minuten} min` : aantal(uren, 'uur', 'uur');
  return minuten >= 1 ? `${minuten} min` : `${Math.max(0, Math.floor(ms / 1000))} sec`;
}

/** "4:05": a short clock that runs down, in minutes and seconds; 0:00 when it is over. */
export function aftellen(ms: number): string {
  const seconden = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconden / 60)}:${String(seconden % 60).padStart(2, '0')}`;
}

/** "3 uur en 4 min geleden", or "zojuist" within a minute. */
export function geleden(instant: string, nu: number): string {
  const ms = nu - Date.parse(instant);
  if (ms < MINUUT) return t`zojuist`;
  return ms < 48 * UUR ? t`${duur(ms)} geleden` : t`${Math.floor(ms / (24 * UUR))} dagen geleden`;
}

function parts(instant: number): Record<'year' | 'month' | 'day' | 'hour' | 'minute', string> {
  const gevonden = { year: '', month: '', day: '', hour: '', minute: '' };
  for (const { type, value } of delen.formatToParts(new Date(instant))) {
    if (type in gevonden) gevonden[type as keyof typeof gevonden] = value;
  }
  return gevonden;
}
