import { kaal } from '../landelijk/bezetting';
import type { Gemeente } from '../wire/contract';

/**
 * Gemeenten for what somebody typed: names that begin with it first, then names that hold it; at most `hoogstens`.
 * Accents, capitals, spaces and apostrophes do not matter.
 */
export function findGemeenten(gemeenten: readonly Gemeente[], tekst: string, hoogstens: number): Gemeente[] {
  const gezocht = kaal(tekst);
  if (!gezocht) return [];
  const namen = gemeenten.map((gemeente) => ({ gemeente, naam: kaal(gemeente.naam) }));
  const begin = namen.filter(({ naam }) => naam.startsWith(gezocht));
  const midden = namen.filter(({ naam }) => !naam.startsWith(gezocht) && naam.includes(gezocht));
  return [...begin, ...midden].slice(0, hoogstens).map(({ gemeente }) => gemeente);
}
