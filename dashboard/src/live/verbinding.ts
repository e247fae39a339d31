import type { Bericht } from './toestand';

/** How long a screen may stay silent before it counts as stale, in milliseconds; the service sends a hartslag every 10 s. */
export const VEROUDERD_NA_MS = 25_000;
const WACHT_KORTST_MS = 100;
const WACHT_MIN_MS = 3_000;
const WACHT_MAX_MS = 15_000;
const WACHT_TE_VEEL_MS = 30_000;

const NIET_INGELOGD = 4001;
const RECHTEN_VOORBIJ = 4003;
const TE_VEEL = 4029;

export type Toestand = 'verbinden' | 'live' | 'verouderd';

/** What a connection needs from the outside; tests give their own clock, chance and socket. */
export interface Omgeving {
  open: () => WebSocket;
  /** Monotonic milliseconds: a wall clock that is put right must not make a screen look fresh. */
  now: () => number;
  random: () => number;
  later: (doe: () => void, ms: number) => number;
  cancel: (id: number) => void;
}

export interface Luisteraar {
  /** Where to resume from; both null asks for a whole stand. */
  resume: () => { epoch: string | null; vanaf: number | null };
  receive: (bericht: Bericht) => void;
  change: (toestand: Toestand) => void;
  /** The session ended or lost its rights; no new attempt is made. */
  refuse: (code: number) => void;
}

export interface Verbinding {
  /** Look at the clock: greys a silent screen and replaces a dead socket. Meant for every second. */
  check: () => void;
  /** The network or the tab is back: do not sit out the wait. */
  hurry: () => void;
  askAgain: () => void;
  close: () => void;
}

/**
 * Wait before attempt `n` (0 = first retry), in milliseconds: any moment up to a bound that doubles, at most 15 s. When a node
 * or a proxy ends, all its screens are here at once; spread over the whole of it they leave room for who is deciding.
 */
export function wachttijd(poging: number, random: () => number): number {
  const top = Math.min(WACHT_MAX_MS, WACHT_MIN_MS * 2 ** poging);
  return WACHT_KORTST_MS + (top - WACHT_KORTST_MS) * random();
}

/** Keep one socket alive towards /v1/live, resume after a break, and say honestly how fresh the screen is. */
export function openVerbinding(omgeving: Omgeving, luisteraar: Luisteraar): Verbinding {
  let socket: WebSocket | null = null;
  let timer: number | null = null;
  let poging = 0;
  let gesloten = false;
  let laatst = omgeving.now();
  let begonnen = laatst;
  let gemeld: Toestand | null = null;

  function report(toestand: Toestand): void {
    if (toestand === gemeld) return;
    gemeld = toestand;
    luisteraar.change(toestand);
  }

  function silent(): boolean {
    return omgeving.now() - laatst >= VEROUDERD_NA_MS;
  }

  function connect(): void {
    timer = null;
    begonnen = omgeving.now();
    const mijn = omgeving.open();
    socket = mijn;
    mijn.onopen = () => mijn.send(JSON.stringify({ soort: 'hallo', ...luisteraar.resume() }));
    mijn.onmessage = (gebeurtenis: MessageEvent<string>) => {
      if (socket !== mijn) return;
      laatst = omgeving.now();
      poging = 0;
      receive(JSON.parse(gebeurtenis.data) as Bericht);
      report('live');
    };
    mijn.onclose = (gebeurtenis: CloseEvent) => {
      if (socket === mijn) lose(gebeurtenis.code);
    };
  }

  function receive(bericht: Bericht): void {
    // A resume for another epoch than ours would mix two histories: ask for everything instead.
    if (bericht.soort === 'hersteld' && bericht.epoch !== luisteraar.resume().epoch) askAgain();
    else luisteraar.receive(bericht);
  }

  function lose(code: number): void {
    socket = null;
    if (gesloten) return;
    if (code === NIET_INGELOGD || code === RECHTEN_VOORBIJ) {
      gesloten = true;
      report('verouderd');
      luisteraar.refuse(code);
      return;
    }
    report(silent() ? 'verouderd' : 'verbinden');
    retry(code === TE_VEEL ? WACHT_TE_VEEL_MS : wachttijd(poging, omgeving.random));
  }

  function drop(): void {
    const oud = socket;
    socket = null;
    oud?.close();
  }

  function check(): void {
    if (gesloten || !silent()) return;
    report('verouderd');
    // Half-open: the socket says it is fine, but nothing comes through. A new one gets the same patience.
    if (socket && omgeving.now() - begonnen >= VEROUDERD_NA_MS) {
      drop();
      retry(wachttijd(poging, omgeving.random));
    }
  }

  function retry(wacht: number): void {
    poging += 1;
    timer = omgeving.later(connect, wacht);
  }

  function hurry(): void {
    check();
    if (gesloten || timer === null) return;
    omgeving.cancel(timer);
    connect();
  }

  function askAgain(): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ soort: 'opnieuw' }));
  }

  report('verbinden');
  connect();
  return {
    check,
    hurry,
    askAgain,
    close: () => {
      gesloten = true;
      if (timer !== null) omgeving.cancel(timer);
      drop();
    },
  };
}
