import { kaal } from '../landelijk/bezetting';
import { t } from '../taal.svelte';
import type { Gemeente } from '../wire/contract';

/** What people call a gemeente that has another official name. */
const GENOEMD: Record<string, string> = { GM0518: 'Den Haag', GM0796: 'Den Bosch' };

/** The official name, and the one that people use where that differs. */
export function naamMetGenoemd({ code, naam }: Gemeente): string {
  const genoemd = GENOEMD[code];
  return genoemd && genoemd !== naam ? `${naam} (${genoemd})` : naam;
}

/** "regio Zwolle"; both where paper and practice differ. Nothing while the names are not here. */
export function regioVan({ formeel, feitelijk }: Gemeente, naamVan: (code: string) => string): string {
  if (!formeel) return '';
  return formeel === feitelijk ? t`regio ${naamVan(formeel)}` : t`regio ${naamVan(formeel)} en ${naamVan(feitelijk)}`;
}

/**
 * Gemeenten for what somebody typed: names that begin with it first, then names that hold it; at most `hoogstens`.
 * Accents, capitals, spaces and apostrophes do not matter.
 */
export function findGemeenten(gemeenten: readonly Gemeente[], tekst: string, hoogstens: number): Gemeente[] {
  const gezocht = kaal(tekst);
  if (!gezocht) return [];
  const met = (past: (naam: string) => boolean): Gemeente[] =>
    gemeenten.filter(({ code, naam }) => past(kaal(naam)) || past(kaal(GENOEMD[code] ?? '')));
  const begin = met((naam) => naam.startsWith(gezocht));
  const midden = met((naam) => naam.includes(gezocht)).filter((gemeente) => !begin.includes(gemeente));
  return [...begin, ...midden].slice(0, hoogstens);
}
