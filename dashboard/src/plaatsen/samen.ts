import type { Stand } from '../live/toestand';
import { t, woordBij } from '../taal.svelte';
import type { LivePlaats, Plaatsing } from '../wire/contract';
import { opsomming } from '../woorden';
import { isLopend } from './volgorde';

/** What the house calls this place. */
export function naamVanPlaats(id: string, { plaatsen }: Pick<Stand, 'plaatsen'>): string {
  return plaatsen.get(id)?.referentie ?? t`onbekend`;
}

/** "plaats 7QK2", "plaatsen 7QK2 en 8RL3". */
export function noem(ids: readonly string[], stand: Pick<Stand, 'plaatsen'>): string {
  return `${woordBij(ids.length, 'plaats', 'plaatsen')} ${opsomming(ids.map((id) => naamVanPlaats(id, stand)))}`;
}

/** The plaatsing that holds this place together with others; undefined when it holds no others, or nobody holds it. */
export function samenOp(plaats: LivePlaats, { plaatsingen }: Pick<Stand, 'plaatsingen'>): Plaatsing | undefined {
  const plaatsing = plaatsingen.get(plaats.plaatsing ?? '');
  return plaatsing && isLopend(plaatsing) && plaatsing.plaatsen.length > 1 && plaatsing.plaatsen.includes(plaats.id) ? plaatsing : undefined;
}

/** What is wrong with these as the places that a household has left; empty when it can be. */
export function misAanVrijgave(gekozen: readonly string[], plaatsen: readonly string[]): string {
  if (!gekozen.length) return t`Kies de plaats die vrijkomt.`;
  return gekozen.length < plaatsen.length ? '' : t`Is het hele huishouden weg? Meld dan het vertrek.`;
}
