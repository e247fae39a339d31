import type { Aanvraag, Bezetting, LiveAanvraag, LivePlaats, Melding, Normsignaal, Plaatsing, Vraag } from '../wire/contract';

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
  /** Only what is open: once ended, seen or answered it is gone. */
  normsignalen: ReadonlyMap<string, Normsignaal>;
  meldingen: ReadonlyMap<string, Melding>;
  vragen: ReadonlyMap<string, Vraag>;
  /** Revisies of what is gone, so that an older state that comes in late does not bring it back. */
  voorbij: ReadonlyMap<string, number>;
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
      /** Absent from a service that does not know these kinds yet. */
      normsignalen?: Normsignaal[];
      meldingen?: Melding[];
      vragen?: Vraag[];
    }
  | { soort: 'hersteld'; epoch: string; volgnummer: number; tijdstipOp: string }
  | Genummerd<'bezetting', Bezetting>
  | Genummerd<'plaats', LivePlaats>
  | Genummerd<'plaats', { id: string; verwijderd: true; revisie: number }>
  | Genummerd<'plaatsing', Plaatsing>
  | Genummerd<'aanvraag', LiveAanvraag | Aanvraag>
  | Genummerd<'aanvraag', { id: string; verwijderd: true; revisie: number }>
  | Genummerd<'normsignaal', Normsignaal>
  | Genummerd<'melding', Melding>
  | Genummerd<'vraag', Vraag>
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
  normsignalen: new Map(),
  meldingen: new Map(),
  vragen: new Map(),
  voorbij: new Map(),
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
      return 'verwijderd' in bericht ? drop(stand, 'plaatsen', bericht) : keep(stand, 'plaatsen', bericht);
    case 'plaatsing':
      return { ...stand, volgnummer: hoogste(stand, bericht), plaatsingen: put(stand.plaatsingen, bericht.id, bericht) };
    case 'aanvraag':
      return 'verwijderd' in bericht
        ? drop(stand, 'aanvragen', bericht)
        : keep(stand, 'aanvragen', { ...withPlaatsingId(bericht), volgnummer: bericht.volgnummer });
    case 'normsignaal':
      return bericht.beeindigdOp === null ? keep(stand, 'normsignalen', bericht) : drop(stand, 'normsignalen', bericht);
    case 'melding':
      return bericht.gezienOp === null ? keep(stand, 'meldingen', bericht) : drop(stand, 'meldingen', bericht);
    case 'vraag':
      return bericht.status === 'open' ? keep(stand, 'vragen', bericht) : drop(stand, 'vragen', bericht);
    default:
      // A message kind this version does not know yet: a newer service may send more than we show.
      return stand;
  }
}

function replaceAll(oud: Stand, nieuw: Extract<Bericht, { soort: 'stand' }>): Stand {
  const zelfde = oud.epoch === nieuw.epoch ? oud : LEEG;
  const opId = <T extends { id: string; revisie: number }>(bekend: ReadonlyMap<string, T>, rij: readonly T[] = []): ReadonlyMap<string, T> =>
    newest(bekend, rij.filter(({ id, revisie }) => (zelfde.voorbij.get(id) ?? -1) < revisie), ({ id }) => id);
  return {
    epoch: nieuw.epoch,
    volgnummer: nieuw.volgnummer,
    tijdstipOp: nieuw.tijdstipOp,
    verzonnen: nieuw.verzonnen,
    minimum: nieuw.minimum,
    bezetting: newest(zelfde.bezetting, nieuw.bezetting, ({ code }) => code),
    plaatsen: opId(zelfde.plaatsen, nieuw.plaatsen),
    plaatsingen: opId(zelfde.plaatsingen, nieuw.plaatsingen),
    aanvragen: opId(zelfde.aanvragen, nieuw.aanvragen.map(withPlaatsingId)),
    normsignalen: opId(zelfde.normsignalen, nieuw.normsignalen),
    meldingen: opId(zelfde.meldingen, nieuw.meldingen),
    vragen: opId(zelfde.vragen, nieuw.vragen),
    voorbij: zelfde.voorbij,
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

/** The groups whose things can go. */
interface Groepen {
  plaatsen: LivePlaats;
  aanvragen: LiveAanvraag;
  normsignalen: Normsignaal;
  meldingen: Melding;
  vragen: Vraag;
}
type Verteld = { id: string; revisie: number; volgnummer: number };

function keep<G extends keyof Groepen>(stand: Stand, groep: G, bericht: Groepen[G] & Verteld): Stand {
  const volgnummer = hoogste(stand, bericht);
  if ((stand.voorbij.get(bericht.id) ?? -1) >= bericht.revisie) return { ...stand, volgnummer };
  const bekend = stand[groep] as ReadonlyMap<string, Groepen[G]>;
  return { ...stand, volgnummer, [groep]: put(bekend, bericht.id, bericht) };
}

function drop(stand: Stand, groep: keyof Groepen, bericht: Verteld): Stand {
  const volgnummer = hoogste(stand, bericht);
  const bekend = Math.max(stand[groep].get(bericht.id)?.revisie ?? -1, (stand.voorbij.get(bericht.id) ?? -1) + 1);
  if (bekend > bericht.revisie) return { ...stand, volgnummer };
  const over = new Map<string, unknown>(stand[groep]);
  over.delete(bericht.id);
  return { ...stand, volgnummer, [groep]: over, voorbij: new Map(stand.voorbij).set(bericht.id, bericht.revisie) };
}

function withPlaatsingId(aanvraag: LiveAanvraag | Aanvraag): LiveAanvraag {
  const { plaatsing } = aanvraag;
  return { ...aanvraag, plaatsing: plaatsing !== null && typeof plaatsing === 'object' ? plaatsing.id : plaatsing };
}

function hoogste(stand: Stand, bericht: { volgnummer: number }): number {
  return Math.max(stand.volgnummer ?? 0, bericht.volgnummer);
}
