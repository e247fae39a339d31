import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { t } from '../taal.svelte';

/**
 * Something a person did on this device that the service has to hear: as long as its outcome is not known it is kept.
 *
 * Everything here is a value or a function of values. Instants are milliseconds since 1970 by the clock of the service.
 */

/** What it is about; says also what kind of thing the service answers with. */
export type Onderwerp = 'plaats' | 'plaatsing' | 'vraag' | 'aanvraag' | 'verplaatsing' | 'huis';

/** What somebody wants done. */
export interface Opdracht {
  methode: 'POST' | 'PUT';
  /** Below /v1. */
  pad: string;
  body: Readonly<Record<string, unknown>>;
  /** The revisie of it that was on screen; a PUT sends it as If-Match. */
  revisie?: number;
  onderwerp: Onderwerp;
  /** The id of the thing, or empty for something new. */
  over: string;
  /** What people read: "Plaats 7QK2: nog steeds vrij". Never who it is about. */
  wat: string;
  houdbaarMs: number;
  /** Kept in this tab only, and not on the device: it says something about people. */
  vertrouwelijk?: true;
}

/** The service said no, for good. */
export interface Afwijzing {
  code: string;
  tekst: string;
}

export interface Verzending extends Opdracht {
  /** Also its Idempotency-Key: however often it is sent, from whatever tab, it happens once. */
  id: string;
  account: string;
  /** Its place in the row: rises with every next one on this device. */
  nummer: number;
  getiktOp: number;
  /** Whether it may have arrived: set before it leaves. */
  geprobeerd: boolean;
  afwijzing: Afwijzing | null;
  verlopen: boolean;
}

/** `wacht`: it has never left. `onbekend`: it may have arrived. The other two are over and wait for somebody to read them. */
export type Toestand = 'wacht' | 'onbekend' | 'geweigerd' | 'verlopen';

/**
 * How long something may still be sent after the tap, in milliseconds.
 *
 * A fact that carries its own moment stays true; a session lasts 12 hours. A promise, a question or an alarm is about now:
 * after 5 minutes without a yes the coordinator is told to call (rule `acceptatie_minuten`), and then the telephone decides.
 */
export const HOUDBAAR = { feit: 12 * 3_600_000, nu: 5 * 60_000 } as const;

export function toestandVan({ afwijzing, verlopen, geprobeerd }: Verzending): Toestand {
  if (afwijzing) return 'geweigerd';
  if (verlopen) return 'verlopen';
  return geprobeerd ? 'onbekend' : 'wacht';
}

/** Whether its outcome is still to come. */
export function isOpen(verzending: Verzending): boolean {
  return !verzending.afwijzing && !verzending.verlopen;
}

export function opVolgorde(rij: Iterable<Verzending>): Verzending[] {
  return [...rij].toSorted((a, b) => a.nummer - b.nummer || (a.id < b.id ? -1 : 1));
}

/** The next one to send: the first whose outcome is not known. A later one never goes before it. */
export function eerste(rij: readonly Verzending[]): Verzending | undefined {
  return rij.find(isOpen);
}

/** The one that already says this and is still open: a second tap adds nothing. */
export function dezelfde(rij: readonly Verzending[], opdracht: Opdracht): Verzending | undefined {
  return rij.find((bekend) => isOpen(bekend) && bekend.pad === opdracht.pad && bekend.over === opdracht.over && kern(bekend) === kern(opdracht));
}

/** What is asked, apart from the moment of the tap. */
export function kern({ methode, pad, body }: Pick<Opdracht, 'methode' | 'pad' | 'body'>): string {
  const { waargenomenOp, sindsOp, ...rest } = body;
  return JSON.stringify([methode, pad, rest, sindsOp === waargenomenOp ? null : sindsOp]);
}

/** What is asked and by whom, as a hash: says which form it was, and not what stood in it. */
export function afdruk(account: string, opdracht: Opdracht): string {
  return bytesToHex(sha256(utf8ToBytes(account + kern(opdracht))));
}

export function isTeLaat({ getiktOp, houdbaarMs }: Verzending, nu: number): boolean {
  return nu >= getiktOp + houdbaarMs;
}

/**
 * The row after one of it was done at this revisie. Whoever tapped twice on one thing knew of the first tap, so what was
 * tapped on the same state goes on from what the first one made of it.
 */
export function naGedaan(rij: readonly Verzending[], gedaan: Verzending, revisie: number | null): Verzending[] {
  const rest = rij.filter(({ id }) => id !== gedaan.id);
  if (revisie === null || gedaan.revisie === undefined) return rest;
  return rest.map((later) => (volgtOp(later, gedaan) ? { ...later, revisie } : later));
}

function volgtOp(later: Verzending, gedaan: Verzending): boolean {
  const zelfde = later.over === gedaan.over && later.onderwerp === gedaan.onderwerp && later.revisie === gedaan.revisie;
  return zelfde && isOpen(later) && !later.geprobeerd;
}

/** "Wacht op netwerk, 2": what is still under way, in words; empty when nothing is. */
export function telWoorden(rij: readonly Verzending[]): string {
  const tel = (toestand: Toestand): number => rij.filter((verzending) => toestandVan(verzending) === toestand).length;
  const [wacht, onbekend] = [tel('wacht'), tel('onbekend')];
  const delen = [wacht && t`Wacht op netwerk, ${wacht}`, onbekend && t`Onbekend, wordt gecontroleerd, ${onbekend}`];
  return delen.filter(Boolean).join('. ');
}
