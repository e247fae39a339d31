import { collator } from '../referentie.svelte';
import type { LivePlaats, Plaatsing, PlaatsingStatus } from '../wire/contract';

const LOPEND: ReadonlySet<PlaatsingStatus> = new Set(['gereserveerd', 'bevestigd', 'niet_verschenen', 'aangekomen']);

/** Somebody is coming or is here. */
export function isLopend({ status }: Plaatsing): boolean {
  return LOPEND.has(status);
}

/** The house still has to say yes. */
export function vraagtAntwoord({ status, geaccepteerdOp }: Plaatsing): boolean {
  return geaccepteerdOp === null && (status === 'gereserveerd' || status === 'bevestigd');
}

const DRIE_DAGEN = 3 * 24 * 3_600_000;

/** Left in the three days before `nu` (milliseconds): what was done then can still be recorded from memory. */
export function isPasVertrokken({ status, beeindigdOp }: Plaatsing, nu: number): boolean {
  return status === 'beeindigd' && beeindigdOp !== null && nu - Date.parse(beeindigdOp) < DRIE_DAGEN;
}

/** Who still waits for a yes first, then who arrives soonest, and who is already here last. */
export function opAankomst(plaatsingen: readonly Plaatsing[]): Plaatsing[] {
  const stap = (p: Plaatsing): number => (p.status === 'aangekomen' ? 2 : vraagtAntwoord(p) ? 0 : 1);
  const wanneer = (p: Plaatsing): number => Date.parse(p.verwachteAankomstOp ?? p.deadlineOp);
  return plaatsingen.toSorted((a, b) => stap(a) - stap(b) || wanneer(a) - wanneer(b));
}

/** Crisisplaatsen first; within a kind what nobody confirmed lately first, then by house and reference. */
export function opAandacht(plaatsen: readonly LivePlaats[]): LivePlaats[] {
  const soort = (p: LivePlaats): number => ['crisisplaats', 'opvangplaats', 'reserveplaats', 'alternatief'].indexOf(p.plaatssoort);
  return plaatsen.toSorted(
    (a, b) =>
      soort(a) - soort(b) ||
      Number(b.onbevestigd) - Number(a.onbevestigd) ||
      collator.compare(a.huis.code, b.huis.code) ||
      collator.compare(a.referentie, b.referentie),
  );
}
