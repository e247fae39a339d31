import type { Centrumgemeente, Gemeente } from '../wire/contract';

/** Why no place is looked for in a region: it is the own one, somebody chose it, or a gemeente in it was named. */
export type Afgevallen = 'eigen' | 'gekozen' | 'gemeente';

/**
 * The centrumgemeenten in which no place is looked for, by code. A gemeente counts for the region that it belongs to on
 * paper and for the one it works with: the service leaves out both.
 */
export function afgevallen(
  gemeenten: readonly Gemeente[],
  eigen: readonly string[],
  uitsluitingen: readonly string[],
): Map<string, Afgevallen> {
  const streken = (codes: readonly string[]): string[] =>
    gemeenten.filter(({ code }) => codes.includes(code)).flatMap(({ formeel, feitelijk }) => [formeel, feitelijk]);
  const uit = new Map<string, Afgevallen>();
  for (const code of streken(uitsluitingen)) uit.set(code, uitsluitingen.includes(code) ? 'gekozen' : 'gemeente');
  for (const code of streken(eigen)) uit.set(code, 'eigen');
  return uit;
}

/** Add a region to those to avoid, or take it off again. */
export function wissel(uitsluitingen: readonly string[], code: string): string[] {
  return uitsluitingen.includes(code) ? uitsluitingen.filter((een) => een !== code) : [...uitsluitingen, code];
}

/** "Haag", "Hert", "Zwol": what fits on the map of a name that stands in full beside it. */
export function kort(naam: string): string {
  return naam.replace(/^(den |'s-)/i, '').slice(0, 4);
}

/** Those that are not left out, to say how many remain. */
export function over(centrumgemeenten: readonly Centrumgemeente[], weg: ReadonlyMap<string, Afgevallen>): number {
  return centrumgemeenten.filter(({ code }) => !weg.has(code)).length;
}

/** Where a key leads in a row of `namen` from place `plek`: an arrow, Home, End, or the next name with this first letter. */
export function stap(namen: readonly string[], plek: number, toets: string): number | null {
  const laatste = namen.length - 1;
  const pijlen: Record<string, number> = { ArrowRight: plek + 1, ArrowDown: plek + 1, ArrowLeft: plek - 1, ArrowUp: plek - 1, Home: 0, End: laatste };
  const doel = pijlen[toets];
  if (doel !== undefined) return Math.min(laatste, Math.max(0, doel));
  if (!/^\p{L}$/u.test(toets)) return null;
  const begint = (naam: string): boolean => naam.replace(/^'s-/, '').toLowerCase().startsWith(toets.toLowerCase());
  const verder = namen.findIndex((naam, i) => i > plek && begint(naam));
  return verder >= 0 ? verder : namen.findIndex(begint) >= 0 ? namen.findIndex(begint) : null;
}
