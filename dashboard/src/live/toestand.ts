import type { Aanvraag, Bezetting, LiveAanvraag, LivePlaats, Plaatsing } from '../wire/contract';

/** All that this screen knows, as told by the service. A value: every message makes a new one. */
export interface Stand {
  epoch: string | null;
  volgnummer: number | null;
  tijdstipOp: string | null;
  verzonnen: boolean;
  minimum: number;
  bezetting: ReadonlyMap<string, Bezetting>;
  plaatsen: ReadonlyMap<string, LivePlaats>;
  plaatsingen: ReadonlyMap<string, Plaatsing>;
  aanvragen: ReadonlyMap<string, LiveAanvraag>;
  /** Revisies of removed places, so that an older state that comes in late does not bring one back. */
  verwijderd: ReadonlyMap<string, number>;
}

type Genummerd<S extends string, T> = { soort: S; volgnummer: number } & T;

export type Bericht =
  | {
      soort: 'stand';
      epoch: string;
      volgnummer: number;
      tijdstipOp: string;
      verzonnen: boolean;
      minimum: number;
      bezetting: Bezetting[];
      plaatsen: LivePlaats[];
      plaatsingen: Plaatsing[];
      aanvragen: (LiveAanvraag | Aanvraag)[];
    }
  | { soort: 'hersteld'; epoch: string; volgnummer: number; tijdstipOp: string }
  | Genummerd<'bezetting', Bezetting>
  | Genummerd<'plaats', LivePlaats>
  | Genummerd<'plaats', { id: string; verwijderd: true; revisie: number }>
  | Genummerd<'plaatsing', Plaatsing>
  | Genummerd<'aanvraag', LiveAanvraag | Aanvraag>
  | { soort: 'hartslag'; volgnummer: number; tijdstipOp: string };

export const LEEG: Stand = {
  epoch: null,
  volgnummer: null,
  tijdstipOp: null,
  verzonnen: false,
  minimum: 2,
  bezetting: new Map(),
  plaatsen: new Map(),
  plaatsingen: new Map(),
  aanvragen: new Map(),
  verwijderd: new Map(),
};

/**
 * The stand after one message.
 *
 * Every state carries its revisie and the highest one wins, so messages may come twice or out of order. A `stand` of
 * another epoch replaces everything: after a restore of the database the old numbers mean nothing. The bookkeeping field
 * `soort` of a message stays on the stored value; nothing reads it there.
 */
export function toestand(stand: Stand, bericht: Bericht): Stand {
  switch (bericht.soort) {
    case 'stand':
      return replaceAll(stand, bericht);
    case 'hersteld':
    case 'hartslag':
      return { ...stand, volgnummer: hoogste(stand, bericht), tijdstipOp: bericht.tijdstipOp };
    case 'bezetting':
      return { ...stand, volgnummer: hoogste(stand, bericht), bezetting: put(stand.bezetting, bericht.code, bericht) };
    case 'plaats':
      return { ...putPlaats(stand, bericht), volgnummer: hoogste(stand, bericht) };
    case 'plaatsing':
      return { ...stand, volgnummer: hoogste(stand, bericht), plaatsingen: put(stand.plaatsingen, bericht.id, bericht) };
    case 'aanvraag':
      return {
        ...stand,
        volgnummer: hoogste(stand, bericht),
        aanvragen: put(stand.aanvragen, bericht.id, withPlaatsingId(bericht)),
      };
    default:
      // A message kind this version does not know yet: a newer service may send more than we show.
      return stand;
  }
}

function replaceAll(oud: Stand, nieuw: Extract<Bericht, { soort: 'stand' }>): Stand {
  const zelfde = oud.epoch === nieuw.epoch ? oud : LEEG;
  return {
    epoch: nieuw.epoch,
    volgnummer: nieuw.volgnummer,
    tijdstipOp: nieuw.tijdstipOp,
    verzonnen: nieuw.verzonnen,
    minimum: nieuw.minimum,
    bezetting: newest(zelfde.bezetting, nieuw.bezetting, (b) => b.code),
    plaatsen: newest(zelfde.plaatsen, nieuw.plaatsen, (p) => p.id),
    plaatsingen: newest(zelfde.plaatsingen, nieuw.plaatsingen, (p) => p.id),
    aanvragen: newest(zelfde.aanvragen, nieuw.aanvragen.map(withPlaatsingId), (a) => a.id),
    verwijderd: zelfde.verwijderd,
  };
}

/** What is in the new stand, and only that; an answer over HTTP may already have brought a newer revisie of it. */
function newest<T extends { revisie: number }>(
  oud: ReadonlyMap<string, T>,
  nieuw: readonly T[],
  sleutel: (waarde: T) => string,
): ReadonlyMap<string, T> {
  return new Map(
    nieuw.map((waarde) => {
      const bekend = oud.get(sleutel(waarde));
      return [sleutel(waarde), bekend && bekend.revisie > waarde.revisie ? bekend : waarde];
    }),
  );
}

function put<T extends { revisie: number }>(oud: ReadonlyMap<string, T>, sleutel: string, waarde: T): ReadonlyMap<string, T> {
  const bekend = oud.get(sleutel);
  return bekend && bekend.revisie >= waarde.revisie ? oud : new Map(oud).set(sleutel, waarde);
}

function putPlaats(stand: Stand, bericht: Extract<Bericht, { soort: 'plaats' }>): Stand {
  if ((stand.verwijderd.get(bericht.id) ?? -1) >= bericht.revisie) return stand;
  if (!('verwijderd' in bericht)) return { ...stand, plaatsen: put(stand.plaatsen, bericht.id, bericht) };
  if ((stand.plaatsen.get(bericht.id)?.revisie ?? -1) > bericht.revisie) return stand;
  const plaatsen = new Map(stand.plaatsen);
  plaatsen.delete(bericht.id);
  return { ...stand, plaatsen, verwijderd: new Map(stand.verwijderd).set(bericht.id, bericht.revisie) };
}

function withPlaatsingId(aanvraag: LiveAanvraag | Aanvraag): LiveAanvraag {
  const { plaatsing } = aanvraag;
  return { ...aanvraag, plaatsing: plaatsing !== null && typeof plaatsing === 'object' ? plaatsing.id : plaatsing };
}

function hoogste(stand: Stand, bericht: { volgnummer: number }): number {
  return Math.max(stand.volgnummer ?? 0, bericht.volgnummer);
}
