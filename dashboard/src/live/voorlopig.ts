import { GROEPEN, sleutel, type Bericht, type Groep, type Rij, type Stand } from './toestand';

/**
 * What this screen knows beside what the stream told: answers over HTTP that are newer, and how what just ended did end.
 *
 * It lies over the stand and never in it, so that the sum of the stand stays that of the service.
 */
export type Voorlopig = ReadonlyMap<Groep, ReadonlyMap<string, Rij>>;

export const NIETS: Voorlopig = new Map();

/** Groups of which the last state stays on the screen until the next stand: people still read how it ended. */
const LEESBAAR: readonly Groep[] = ['plaatsingen', 'aanvragen'];

/** Take an answer over HTTP, unless a newer one is known. */
export function neem(voorlopig: Voorlopig, groep: Groep, rij: Rij): Voorlopig {
  const bekend = voorlopig.get(groep) ?? new Map<string, Rij>();
  if ((bekend.get(sleutel(rij))?.revisie ?? -1) >= rij.revisie) return voorlopig;
  return new Map(voorlopig).set(groep, new Map(bekend).set(sleutel(rij), rij));
}

/** What is left of it after a message, with the stand as it was before and is after that. */
export function naBericht(voorlopig: Voorlopig, voor: Stand, na: Stand, bericht: Bericht): Voorlopig {
  if (bericht.soort === 'stand') return voor.epoch === na.epoch ? keepNewer(voorlopig, na) : NIETS;
  if (!('revisie' in bericht)) return voorlopig;
  const groep = GROEPEN[bericht.soort];
  const { soort: _soort, volgnummer: _nummer, hash: _hash, verwijderd, ...rij } = { verwijderd: undefined, ...bericht };
  const bekend = voorlopig.get(groep)?.get(sleutel(rij));
  const geeindigd = verwijderd === true && 'status' in rij && LEESBAAR.includes(groep);
  if (geeindigd) return neem(voorlopig, groep, rij);
  return bekend && bekend.revisie <= rij.revisie ? without(voorlopig, groep, sleutel(rij)) : voorlopig;
}

/** The stand with this laid over it: what the screens read. */
export function toon(stand: Stand, voorlopig: Voorlopig): Stand {
  const groepen = [...voorlopig].map(([groep, rijen]) => [groep, cover(stand, groep, rijen)] as const);
  return groepen.length ? { ...stand, ...Object.fromEntries(groepen) } : stand;
}

function cover(stand: Stand, groep: Groep, rijen: ReadonlyMap<string, Rij>): ReadonlyMap<string, Rij> {
  const gezien = new Map<string, Rij>(stand[groep]);
  for (const [id, rij] of rijen) {
    const nieuwste = Math.max((gezien.get(id)?.revisie ?? -1) + 1, stand.voorbij.get(id) ?? -1);
    if (rij.revisie < nieuwste) continue;
    if (isOver(groep, rij)) gezien.delete(id);
    else gezien.set(id, rij);
  }
  return gezien;
}

/** A melding that was seen and a vraag that was answered leave the screen at once. */
function isOver(groep: Groep, rij: Rij): boolean {
  if (groep === 'meldingen') return 'gezienOp' in rij && rij.gezienOp !== null;
  return groep === 'vragen' && 'status' in rij && rij.status !== 'open';
}

function keepNewer(voorlopig: Voorlopig, stand: Stand): Voorlopig {
  const over = [...voorlopig].map(([groep, rijen]) => {
    const bekend: ReadonlyMap<string, Rij> = stand[groep];
    return [groep, new Map([...rijen].filter(([id, rij]) => (bekend.get(id)?.revisie ?? Infinity) < rij.revisie))] as const;
  });
  return new Map(over.filter(([, rijen]) => rijen.size > 0));
}

function without(voorlopig: Voorlopig, groep: Groep, id: string): Voorlopig {
  const rijen = new Map(voorlopig.get(groep));
  rijen.delete(id);
  const over = new Map(voorlopig).set(groep, rijen);
  if (!rijen.size) over.delete(groep);
  return over;
}
