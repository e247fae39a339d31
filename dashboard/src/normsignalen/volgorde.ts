import { duur } from '../tijd';
import type { Normsignaal } from '../wire/contract';
import { aantal, t } from '../taal.svelte';

/** What runs longest first. */
export function opBegin(normsignalen: Iterable<Normsignaal>): Normsignaal[] {
  return [...normsignalen].toSorted((a, b) => Date.parse(a.begonnenOp) - Date.parse(b.begonnenOp) || a.id.localeCompare(b.id));
}

/** How many episodes of each norm there are and since when the oldest runs; most first. */
export function telPerNorm(normsignalen: readonly Normsignaal[]): { titel: string; aantal: number; sindsOp: string }[] {
  const perNorm = new Map<string, { titel: string; aantal: number; sindsOp: string }>();
  for (const { titel, begonnenOp } of opBegin(normsignalen)) {
    const bekend = perNorm.get(titel) ?? { titel, aantal: 0, sindsOp: begonnenOp };
    perNorm.set(titel, { ...bekend, aantal: bekend.aantal + 1 });
  }
  return [...perNorm.values()].toSorted((a, b) => b.aantal - a.aantal || a.titel.localeCompare(b.titel));
}

/** What is over, the last one first. */
export function opEinde(normsignalen: Iterable<Normsignaal>): Normsignaal[] {
  const einde = ({ beeindigdOp }: Normsignaal): number => Date.parse(beeindigdOp ?? '');
  return [...normsignalen].filter(({ beeindigdOp }) => beeindigdOp !== null).toSorted((a, b) => einde(b) - einde(a));
}

/** "Tussendoor 2 keer goed geweest, samen 12 min."; empty for an episode that ran on. */
export function onderbroken({ onderbrekingen, onderbrokenSeconden }: Normsignaal): string {
  if (!onderbrekingen) return '';
  return t`Tussendoor ${aantal(onderbrekingen, 'keer', 'keer')} goed geweest, samen ${duur(onderbrokenSeconden * 1000)}.`;
}
