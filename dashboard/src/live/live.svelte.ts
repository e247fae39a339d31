import { serverNu, zetGelijk } from '../klok.svelte';
import type { Aanvraag, Melding, Plaats, Plaatsing, Vraag } from '../wire/contract';
import { Herlezen } from './herlezen';
import { LEEG, toestand, withPlaatsingId, type Bericht, type Groep, type Rij, type Stand } from './toestand';
import { openVerbinding, type Toestand, type Verbinding } from './verbinding';
import { naBericht, neem, NIETS, toon, type Voorlopig } from './voorlopig';

/** Messages that arrive within this time are shown together, in milliseconds. */
const VERZAMEL_MS = 40;

let stand = $state.raw<Stand>(LEEG);
/** What the stream told, and what this screen knows beside it; `stand` is the two together. */
let verteld: Stand = LEEG;
let voorlopig: Voorlopig = NIETS;
let herlezen = new Herlezen();
/** Apart from the stand: who reads this is not shown again at every message. */
let klopt = $state.raw(true);
let verbindingNu = $state.raw<Toestand>('verbinden');
let laatstOp = $state.raw<number | null>(null);
let verbinding: Verbinding | null = null;
let wachtend: Bericht[] = [];

/**
 * What the screens read. Figures have three ages: when a person last saw that they are so (`bevestigdOp` of a place), until
 * when all that was committed is in them (`stand.tijdstipOp`), and when the last message came in here (`laatstOp`,
 * milliseconds by the service's clock). A stand that is not what the service says it is, is as good as stale.
 */
export const live = {
  get stand(): Stand {
    return stand;
  },
  get verbinding(): Toestand {
    return klopt ? verbindingNu : 'verouderd';
  },
  /** Whether the rows here are those of the service, as far as it told their sum. */
  get klopt(): boolean {
    return klopt;
  },
  get laatstOp(): number | null {
    return laatstOp;
  },
};

/** Start following the country for the account that is logged in; `refuse` hears when the session no longer may. */
export function startLive(refuse: (code: number) => void): void {
  if (verbinding) return;
  verbinding = openVerbinding(
    {
      open: () => new WebSocket(adres(), 'capaciteit.v1'),
      now: () => performance.now(),
      random: Math.random,
      later: (doe, ms) => window.setTimeout(doe, ms),
      cancel: (id) => window.clearTimeout(id),
    },
    {
      resume: () => ({ epoch: verteld.epoch, vanaf: verteld.epoch === null ? null : verteld.volgnummer }),
      receive,
      change: (nieuw) => (verbindingNu = nieuw),
      refuse,
    },
  );
}

/** Forget everything: another person may log in at this screen. */
export function stopLive(): void {
  verbinding?.close();
  verbinding = null;
  wachtend = [];
  herlezen = new Herlezen();
  [verteld, voorlopig] = [LEEG, NIETS];
  stand = LEEG;
  klopt = true;
  laatstOp = null;
}

export function checkLive(): void {
  verbinding?.check();
  reread();
}

export function hurryLive(): void {
  verbinding?.hurry();
}

/** Show at once what the service answered over HTTP; the live message about it will carry the same revisie. */
function take(groep: Groep, rij: Rij): void {
  voorlopig = neem(voorlopig, groep, rij);
  stand = toon(verteld, voorlopig);
}

export function takePlaats({ soort, ...rest }: Plaats): void {
  const rij = { ...rest, plaatssoort: soort };
  take('plaatsen', rij);
}

export function takePlaatsing(plaatsing: Plaatsing): void {
  take('plaatsingen', plaatsing);
}

export function takeAanvraag(aanvraag: Aanvraag): void {
  take('aanvragen', withPlaatsingId(aanvraag));
  if (aanvraag.plaatsing) takePlaatsing(aanvraag.plaatsing);
}

export function takeMelding(melding: Melding): void {
  take('meldingen', melding);
}

export function takeVraag(vraag: Vraag): void {
  take('vragen', vraag);
}

function receive(bericht: Bericht): void {
  if ('tijdstipOp' in bericht) zetGelijk(bericht.tijdstipOp);
  const eerste = wachtend.push(bericht) === 1;
  // A browser lets the timers of a hidden page wait, up to a minute. An urgent melding must sound at once.
  if (document.visibilityState === 'hidden') flush();
  else if (eerste) window.setTimeout(flush, VERZAMEL_MS);
}

function flush(): void {
  if (!wachtend.length) return;
  for (const bericht of wachtend) {
    const na = toestand(verteld, bericht);
    voorlopig = naBericht(voorlopig, verteld, na, bericht);
    verteld = na;
  }
  stand = toon(verteld, voorlopig);
  klopt = verteld.klopt;
  wachtend = [];
  laatstOp = serverNu();
  reread();
}

/** Ask for everything again when the sum of what is here is not that of the service. */
function reread(): void {
  if (!verteld.klopt && herlezen.mag(performance.now())) verbinding?.askAgain();
}

function adres(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/v1/live`;
}
