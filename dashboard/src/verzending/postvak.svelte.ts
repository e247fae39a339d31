import { serverNu } from '../klok.svelte';
import { takeAanvraag, takePlaats, takePlaatsing, takeVraag } from '../live/live.svelte';
import { api, GeenAntwoord, Weigering } from '../wire/api';
import type { Aanvraag, Plaats, Plaatsing, Sessie, Vraag } from '../wire/contract';
import { Bewaring, gaatOver, storage } from './bewaring';
import { alleen } from './slot';
import { afdruk, dezelfde, eerste, isOpen, isTeLaat, naGedaan, toestandVan, type Onderwerp, type Opdracht, type Toestand, type Verzending } from './verzending';

/** How long whoever tapped waits for the answer before the screen says that it is not known, in milliseconds. */
export const GEDULD_MS = 5_000;
/** How long one attempt may hang. */
const POGING_MS = 10_000;
const WACHT_MIN_MS = 2_000;
const WACHT_MAX_MS = 15_000;

/** What came of something that had to wait, told until somebody has read it. */
export interface Bericht {
  id: string;
  wat: string;
  pad: string | null;
}

const bewaring = new Bewaring(storage('localStorage'), storage('sessionStorage'));
let rij = $state.raw<readonly Verzending[]>([]);
let gelukt = $state.raw<readonly Bericht[]>([]);
let vanAnderen = $state.raw(0);
/** Those whose button still waits for the answer: as a rule that comes at once, and then there is nothing to tell. */
let vers = $state.raw<ReadonlySet<string>>(new Set());
let account: string | null = null;
let anderAccount = (): void => undefined;
/** Whether the service said, since the last silence, that this browser is still logged in as this account. */
let herkend = false;
let loopt = false;
let nogEens = false;
let pogingen = 0;
let wekker: number | undefined;
let laatsteNummer = 0;
const wachters = new Map<string, { yes: (antwoord: unknown) => void; no: (reden: Weigering) => void }>();

/** What waits on this device, for the account that is logged in; and how many of somebody else were here. */
export const postvak = {
  get rij(): readonly Verzending[] {
    return rij.filter(({ id }) => !vers.has(id));
  },
  /** How many have no outcome yet, those included. */
  get open(): number {
    return rij.filter(isOpen).length;
  },
  get gelukt(): readonly Bericht[] {
    return gelukt;
  },
  get vanAnderen(): number {
    return vanAnderen;
  },
};

/** How the last thing of this kind that was said about one thing stands; null when nothing is under way. */
export function vanaf(onderwerp: Onderwerp, over: string): { verzending: Verzending; toestand: Toestand }[] {
  const eigen = postvak.rij.filter((verzending) => verzending.onderwerp === onderwerp && verzending.over === over);
  return eigen.map((verzending) => ({ verzending, toestand: toestandVan(verzending) }));
}

/** Begin for this account. `wissel` hears it when the browser turns out to be logged in as another one. */
export function startPostvak(wie: string, wissel: () => void): void {
  if (account === wie) return;
  stopPostvak();
  [account, anderAccount, herkend] = [wie, wissel, true];
  // What somebody else tapped is theirs to send, and not for this person to see. It does not wait on a device of others.
  vanAnderen = bewaring.countOthers(wie);
  bewaring.dropOthers(wie);
  window.addEventListener('storage', hear);
  window.addEventListener('online', hurryPostvak);
  reread();
  void drain();
}

/** Stop sending. What waits stays, for whoever logs in as this account again; `clearPostvak` forgets it. */
export function stopPostvak(): void {
  window.removeEventListener('storage', hear);
  window.removeEventListener('online', hurryPostvak);
  window.clearTimeout(wekker);
  account = null;
  for (const id of [...wachters.keys()]) tell(id, 'wacht');
  [rij, gelukt, pogingen] = [[], [], 0];
}

export function clearPostvak(): void {
  stopPostvak();
  bewaring.dropOthers(null);
  vanAnderen = 0;
}

/** How many open ones are on this device while nobody is logged in. */
export function countLeft(): number {
  return bewaring.countOthers(null);
}

/** There may be a network again: do not sit out the wait. */
export function hurryPostvak(): void {
  if (!eerste(rij)) return;
  herkend = false;
  pogingen = 0;
  void drain();
}

/**
 * Hand something in. Answers what the service said, or 'wacht' when that is not known yet: then it is sent again until it
 * is. Throws the `Weigering` when the service said no at once.
 */
export async function verstuur<T>(opdracht: Opdracht): Promise<T | 'wacht'> {
  if (account === null) throw new GeenAntwoord();
  reread();
  if (dezelfde(rij, opdracht)) return 'wacht';
  const nu = serverNu();
  const zelfde = opdracht.vertrouwelijk ? bewaring.findKey(afdruk(account, opdracht), nu) : null;
  laatsteNummer = Math.max(laatsteNummer + 1, Date.now(), ...rij.map(({ nummer }) => nummer + 1));
  const verzending: Verzending = {
    ...opdracht,
    id: zelfde ?? crypto.randomUUID(),
    account,
    nummer: laatsteNummer,
    getiktOp: nu,
    geprobeerd: false,
    afwijzing: null,
    verlopen: false,
  };
  if (opdracht.vertrouwelijk) bewaring.keepKey(afdruk(account, opdracht), verzending.id, nu + opdracht.houdbaarMs);
  vers = new Set(vers).add(verzending.id);
  keep(verzending);
  const antwoord = new Promise<T | 'wacht'>((yes, no) => {
    wachters.set(verzending.id, { yes: yes as (antwoord: unknown) => void, no });
    window.setTimeout(() => tell(verzending.id, 'wacht'), GEDULD_MS);
  });
  void drain();
  return antwoord;
}

/** Take back what has never left this device. */
export function withdraw(verzending: Verzending): void {
  if (toestandVan(verzending) !== 'wacht') return;
  drop(verzending);
  tell(verzending.id, 'wacht');
}

/** Somebody has read that it was refused, or that it came too late. */
export function acknowledge({ id }: { id: string }): void {
  const gelezen = rij.find((verzending) => verzending.id === id);
  if (gelezen) drop(gelezen);
  gelukt = gelukt.filter((bericht) => bericht.id !== id);
}

export function acknowledgeOthers(): void {
  vanAnderen = 0;
}

function hear({ key }: StorageEvent): void {
  if (!gaatOver(key)) return;
  reread();
  void drain();
}

function reread(): void {
  if (account !== null) rij = bewaring.read(account);
}

/** After logging out nothing is written down any more, whatever is still on its way. */
function keep(verzending: Verzending): void {
  if (verzending.account !== account) return;
  bewaring.keep(verzending);
  reread();
}

function drop(verzending: Verzending): void {
  bewaring.drop(verzending);
  reread();
}

function tell(id: string, antwoord: unknown): void {
  wachters.get(id)?.yes(antwoord);
  release(id);
}

function release(id: string): void {
  wachters.delete(id);
  vers = new Set([...vers].filter((ander) => ander !== id));
}

/** Send what is open, in order, one tab at a time. */
async function drain(): Promise<void> {
  if (loopt) {
    nogEens = true;
    return;
  }
  loopt = true;
  window.clearTimeout(wekker);
  try {
    do {
      nogEens = false;
      await alleen('postvak', pass);
    } while (nogEens);
  } finally {
    loopt = false;
  }
  if (eerste(rij)) {
    wekker = window.setTimeout(() => void drain(), Math.min(WACHT_MAX_MS, WACHT_MIN_MS * 2 ** pogingen));
    pogingen += 1;
  } else pogingen = 0;
}

async function pass(): Promise<void> {
  reread();
  const mijn = account;
  for (let verzending = eerste(rij); verzending && account === mijn; verzending = eerste(rij)) {
    if (isTeLaat(verzending, serverNu())) expire(verzending);
    else if (!navigator.onLine || !(await recognise()) || !(await attempt(verzending))) break;
  }
  for (const id of [...wachters.keys()]) tell(id, 'wacht');
}

/** Whether this browser is still logged in as whoever tapped; asked again after every silence. */
async function recognise(): Promise<boolean> {
  if (herkend) return true;
  try {
    const { account: wie } = await api.get<Sessie>('/sessies/huidige', POGING_MS);
    if (wie.id !== account) {
      anderAccount();
      return false;
    }
    return (herkend = true);
  } catch (reden) {
    if (reden instanceof GeenAntwoord || reden instanceof Weigering) return false;
    throw reden;
  }
}

/** Send one; answers whether its outcome is known now. */
async function attempt(verzending: Verzending): Promise<boolean> {
  const { methode, pad, body, revisie, id } = verzending;
  const vertrokken = { ...verzending, geprobeerd: true };
  keep(vertrokken);
  try {
    const opdracht = { body, sleutel: id, geduldMs: POGING_MS, ...(methode === 'PUT' && revisie !== undefined ? { revisie } : {}) };
    succeed(vertrokken, await api.write<unknown>(methode, pad, opdracht));
    return true;
  } catch (reden) {
    if (reden instanceof GeenAntwoord) herkend = false;
    else if (!(reden instanceof Weigering)) throw reden;
    // Who is not logged in can log in again and send it then.
    else if (reden.definitief && reden.status !== 401) return refuse(vertrokken, reden);
    return false;
  }
}

function succeed(verzending: Verzending, antwoord: unknown): void {
  pogingen = 0;
  take(verzending.onderwerp, antwoord);
  forgetKey(verzending);
  const nieuw = (antwoord as { revisie?: number } | undefined)?.revisie ?? null;
  const na = naGedaan(rij, verzending, nieuw);
  for (const later of na) if (!rij.includes(later)) bewaring.keep(later);
  drop(verzending);
  if (!wachters.has(verzending.id)) gelukt = [...gelukt, { id: verzending.id, wat: verzending.wat, pad: padNaar(verzending.onderwerp, antwoord) }];
  tell(verzending.id, antwoord);
}

/** Once the outcome is known, the same form again is another household that happens to be the same. */
function forgetKey(verzending: Verzending): void {
  if (verzending.vertrouwelijk) bewaring.keepKey(afdruk(verzending.account, verzending), null, 0);
}

/** Whoever still looks at the form hears it there; later it stands on the card until it is read. */
function refuse(verzending: Verzending, reden: Weigering): true {
  pogingen = 0;
  forgetKey(verzending);
  const wachter = wachters.get(verzending.id);
  if (wachter) {
    drop(verzending);
    release(verzending.id);
    wachter.no(reden);
  } else keep({ ...verzending, afwijzing: { code: reden.code, tekst: reden.message } });
  return true;
}

function expire(verzending: Verzending): void {
  keep({ ...verzending, verlopen: true });
  tell(verzending.id, 'wacht');
}

function take(onderwerp: Onderwerp, antwoord: unknown): void {
  if (onderwerp === 'plaats') takePlaats(antwoord as Plaats);
  else if (onderwerp === 'plaatsing') takePlaatsing(antwoord as Plaatsing);
  else if (onderwerp === 'vraag') takeVraag(antwoord as Vraag);
  else if (onderwerp === 'aanvraag') takeAanvraag(antwoord as Aanvraag);
}

function padNaar(onderwerp: Onderwerp, antwoord: unknown): string | null {
  return onderwerp === 'aanvraag' ? `/aanvragen/${(antwoord as Aanvraag).id}` : null;
}
