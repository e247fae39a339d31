import { serverNu, zetGelijk } from '../klok.svelte';
import type { Aanvraag, Melding, Plaats, Plaatsing, Vraag } from '../wire/contract';
import { LEEG, toestand, type Bericht, type Stand } from './toestand';
import { openVerbinding, type Toestand, type Verbinding } from './verbinding';

/** Messages that arrive within this time are shown together, in milliseconds. */
const VERZAMEL_MS = 40;

let stand = $state.raw<Stand>(LEEG);
let verbindingNu = $state.raw<Toestand>('verbinden');
let laatstOp = $state.raw<number | null>(null);
let verbinding: Verbinding | null = null;
let wachtend: Bericht[] = [];

/** What the screens read: the stand, how fresh it is, and when the last message came (milliseconds by the service's clock). */
export const live = {
  get stand(): Stand {
    return stand;
  },
  get verbinding(): Toestand {
    return verbindingNu;
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
      resume: () => ({ epoch: stand.epoch, vanaf: stand.epoch === null ? null : stand.volgnummer }),
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
  stand = LEEG;
  laatstOp = null;
}

export function checkLive(): void {
  verbinding?.check();
}

export function hurryLive(): void {
  verbinding?.hurry();
}

/** Show at once what the service answered over HTTP; the live message about it will carry the same revisie. */
export function takePlaats({ soort, ...rest }: Plaats): void {
  stand = toestand(stand, { ...rest, plaatssoort: soort, soort: 'plaats', volgnummer: stand.volgnummer ?? 0 });
}

export function takePlaatsing(plaatsing: Plaatsing): void {
  stand = toestand(stand, { ...plaatsing, soort: 'plaatsing', volgnummer: stand.volgnummer ?? 0 });
}

export function takeAanvraag(aanvraag: Aanvraag): void {
  stand = toestand(stand, { ...aanvraag, soort: 'aanvraag', volgnummer: stand.volgnummer ?? 0 });
  if (aanvraag.plaatsing) takePlaatsing(aanvraag.plaatsing);
}

export function takeMelding(melding: Melding): void {
  stand = toestand(stand, { ...melding, soort: 'melding', volgnummer: stand.volgnummer ?? 0 });
}

export function takeVraag(vraag: Vraag): void {
  stand = toestand(stand, { ...vraag, soort: 'vraag', volgnummer: stand.volgnummer ?? 0 });
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
  stand = wachtend.reduce(toestand, stand);
  wachtend = [];
  laatstOp = serverNu();
}

function adres(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/v1/live`;
}
