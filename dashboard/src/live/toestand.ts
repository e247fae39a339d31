import type { Aanvraag, Bezetting, LiveAanvraag, LivePlaats, Melding, Normsignaal, Plaatsing, Totaal, Vraag } from '../wire/contract';
import { leesBlokken, type Blok } from './kolommen';
import { tel, toonSom, weeg } from './som';

/** What the service told, row by row as it told it. A value: every message makes a new one. */
export interface Stand {
  epoch: string | null;
  volgnummer: number | null;
  tijdstipOp: string | null;
  verzonnen: boolean;
  minimum: number;
  bezetting: ReadonlyMap<string, Bezetting>;
  /** For a gemeente one, of the whole country; nobody else needs it. */
  totalen: ReadonlyMap<string, Totaal>;
  plaatsen: ReadonlyMap<string, LivePlaats>;
  plaatsingen: ReadonlyMap<string, Plaatsing>;
  aanvragen: ReadonlyMap<string, LiveAanvraag>;
  /** Only what is open: once ended, seen or answered it is gone. */
  normsignalen: ReadonlyMap<string, Normsignaal>;
  meldingen: ReadonlyMap<string, Melding>;
  vragen: ReadonlyMap<string, Vraag>;
  /** Revisies of what is gone, so that an older state that comes in late does not bring it back. */
  voorbij: ReadonlyMap<string, number>;
  /** The sum over all rows, and whether it was what the service said when it last said one. */
  som: bigint;
  klopt: boolean;
}

/** `hash` is on the last message of what belongs together; `verwijderd` says that the thing leaves the stand. */
type Genummerd<S extends string, T> = { soort: S; volgnummer: number; hash?: string; verwijderd?: true } & T;
type Weg<S extends string> = { soort: S; volgnummer: number; hash?: string; id: string; verwijderd: true; revisie: number };

export type Bericht =
  | {
      soort: 'stand';
      epoch: string;
      volgnummer: number;
      tijdstipOp: string;
      hash?: string;
      verzonnen: boolean;
      minimum: number;
      bezetting: Blok[];
      totalen?: Totaal[];
      plaatsen: LivePlaats[];
      plaatsingen: Plaatsing[];
      aanvragen: LiveAanvraag[];
      /** Absent from a service that does not know these kinds yet. */
      normsignalen?: Normsignaal[];
      meldingen?: Melding[];
      vragen?: Vraag[];
    }
  | { soort: 'hersteld'; epoch: string; volgnummer: number; tijdstipOp: string; hash?: string }
  | Genummerd<'bezetting', Bezetting>
  | Genummerd<'totaal', Totaal>
  | Genummerd<'plaats', LivePlaats>
  | Genummerd<'plaatsing', Plaatsing>
  | Genummerd<'aanvraag', LiveAanvraag>
  | Genummerd<'normsignaal', Normsignaal>
  | Genummerd<'melding', Melding>
  | Genummerd<'vraag', Vraag>
  | Weg<'plaats'>
  | Weg<'plaatsing'>
  | Weg<'aanvraag'>
  | Weg<'normsignaal'>
  | Weg<'melding'>
  | Weg<'vraag'>
  | { soort: 'hartslag'; volgnummer: number; tijdstipOp: string; hash?: string };

export const LEEG: Stand = {
  epoch: null,
  volgnummer: null,
  tijdstipOp: null,
  verzonnen: false,
  minimum: 2,
  bezetting: new Map(),
  totalen: new Map(),
  plaatsen: new Map(),
  plaatsingen: new Map(),
  aanvragen: new Map(),
  normsignalen: new Map(),
  meldingen: new Map(),
  vragen: new Map(),
  voorbij: new Map(),
  som: 0n,
  klopt: true,
};

/** The groups of a stand, by the kind of message that changes one. */
export const GROEPEN = {
  bezetting: 'bezetting',
  totaal: 'totalen',
  plaats: 'plaatsen',
  plaatsing: 'plaatsingen',
  aanvraag: 'aanvragen',
  normsignaal: 'normsignalen',
  melding: 'meldingen',
  vraag: 'vragen',
} as const;

export type Groep = (typeof GROEPEN)[keyof typeof GROEPEN];
export type Rij = { id?: string; code?: string; revisie: number };

/**
 * The stand after one message.
 *
 * Every state carries its revisie and an older one never replaces a newer, so messages may come twice. A `stand` replaces
 * everything. Where the service tells the sum of its rows, this counts its own and says whether they are the same.
 */
export function toestand(stand: Stand, bericht: Bericht): Stand {
  return check(apply(stand, bericht), bericht.hash);
}

function apply(stand: Stand, bericht: Bericht): Stand {
  if (bericht.soort === 'stand') return replaceAll(bericht);
  if (bericht.soort === 'hersteld' || bericht.soort === 'hartslag')
    return { ...stand, volgnummer: hoogste(stand, bericht), tijdstipOp: bericht.tijdstipOp };
  // A message kind this version does not know yet: a newer service may send more than we show.
  if (!(bericht.soort in GROEPEN)) return stand;
  const { soort, volgnummer: _nummer, hash: _hash, verwijderd, ...rij } = { verwijderd: undefined, ...bericht };
  const nieuw = { ...stand, volgnummer: hoogste(stand, bericht) };
  return verwijderd || isVoorbij(bericht) ? drop(nieuw, GROEPEN[soort], rij) : keep(nieuw, GROEPEN[soort], rij);
}

/** Whether a state is the last of its kind that is told: it ended, was seen, or was answered. */
function isVoorbij(bericht: Bericht): boolean {
  if ('beeindigdOp' in bericht && bericht.soort === 'normsignaal') return bericht.beeindigdOp !== null;
  if ('gezienOp' in bericht) return bericht.gezienOp !== null;
  return bericht.soort === 'vraag' && 'status' in bericht && bericht.status !== 'open';
}

function check(stand: Stand, hash: string | undefined): Stand {
  if (hash === undefined) return stand;
  const klopt = toonSom(stand.som) === hash;
  return klopt === stand.klopt ? stand : { ...stand, klopt };
}

function replaceAll(nieuw: Extract<Bericht, { soort: 'stand' }>): Stand {
  const groepen = Object.values(GROEPEN).map((groep) => {
    const rijen: readonly Rij[] = groep === 'bezetting' ? leesBlokken(nieuw.bezetting) : (nieuw[groep] ?? []);
    return [groep, new Map(rijen.map((rij) => [sleutel(rij), rij]))] as const;
  });
  const som = groepen.flatMap(([, rijen]) => [...rijen.values()]).reduce((tot, rij) => tel(tot, weeg(rij)), 0n);
  const { epoch, volgnummer, tijdstipOp, verzonnen, minimum } = nieuw;
  // Without a sum there is nothing to disagree with.
  return { ...LEEG, epoch, volgnummer, tijdstipOp, verzonnen, minimum, ...Object.fromEntries(groepen), som, klopt: true };
}

function keep(stand: Stand, groep: Groep, rij: Rij): Stand {
  const bekend = find(stand, groep, rij);
  if ((stand.voorbij.get(sleutel(rij)) ?? -1) >= rij.revisie || (bekend && bekend.revisie > rij.revisie)) return stand;
  const som = tel(stand.som, weeg(rij) - (bekend ? weeg(bekend) : 0n));
  return { ...stand, [groep]: new Map<string, Rij>(stand[groep]).set(sleutel(rij), rij), som };
}

function drop(stand: Stand, groep: Groep, rij: Rij): Stand {
  const bekend = find(stand, groep, rij);
  const nieuwste = Math.max(bekend?.revisie ?? -1, (stand.voorbij.get(sleutel(rij)) ?? -1) + 1);
  if (nieuwste > rij.revisie) return stand;
  const over = new Map<string, Rij>(stand[groep]);
  over.delete(sleutel(rij));
  const voorbij = new Map(stand.voorbij).set(sleutel(rij), rij.revisie);
  return { ...stand, [groep]: over, voorbij, som: bekend ? tel(stand.som, -weeg(bekend)) : stand.som };
}

function find(stand: Stand, groep: Groep, rij: Rij): Rij | undefined {
  return (stand[groep] as ReadonlyMap<string, Rij>).get(sleutel(rij));
}

export function sleutel(rij: Rij): string {
  return rij.id ?? rij.code ?? '';
}

/** An aanvraag as it travels live: its plaatsing is an id. */
export function withPlaatsingId(aanvraag: LiveAanvraag | Aanvraag): LiveAanvraag {
  const { plaatsing } = aanvraag;
  return { ...aanvraag, plaatsing: plaatsing !== null && typeof plaatsing === 'object' ? plaatsing.id : plaatsing };
}

function hoogste(stand: Stand, bericht: { volgnummer: number }): number {
  return Math.max(stand.volgnummer ?? 0, bericht.volgnummer);
}
