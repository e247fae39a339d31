import { beforeEach, describe, expect, test } from 'vitest';
import type { Bericht } from './toestand';
import { openVerbinding, VEROUDERD_NA_MS, wachttijd, type Toestand, type Verbinding } from './verbinding';

class NepSocket {
  readyState: number = WebSocket.CONNECTING;
  gestuurd: unknown[] = [];
  gesloten = false;
  onopen: (() => void) | null = null;
  onmessage: ((e: { data: string }) => void) | null = null;
  onclose: ((e: { code: number }) => void) | null = null;
  send(tekst: string): void {
    this.gestuurd.push(JSON.parse(tekst));
  }
  close(): void {
    this.gesloten = true;
    this.readyState = WebSocket.CLOSED;
  }
  accept(): void {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }
  say(bericht: object): void {
    this.onmessage?.({ data: JSON.stringify(bericht) });
  }
  hangUp(code: number): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code });
  }
}

let sockets: NepSocket[];
let timers: { doe: () => void; ms: number; weg: boolean }[];
let nu: number;
let gemeld: Toestand[];
let ontvangen: Bericht[];
let geweigerd: number[];
let punt: { epoch: string | null; vanaf: number | null };
let verbinding: Verbinding;

const HARTSLAG = { soort: 'hartslag', volgnummer: 1, tijdstipOp: '2026-11-21T20:00:00Z' };

function laatste(): NepSocket {
  const socket = sockets.at(-1);
  if (!socket) throw new Error('no socket was opened');
  return socket;
}

function runTimer(): void {
  const timer = timers.findLast(({ weg }) => !weg);
  if (!timer) throw new Error('no timer is waiting');
  timer.weg = true;
  timer.doe();
}

beforeEach(() => {
  [sockets, timers, nu, gemeld, ontvangen, geweigerd] = [[], [], 1000, [], [], []];
  punt = { epoch: null, vanaf: null };
  verbinding = openVerbinding(
    {
      open: () => {
        sockets.push(new NepSocket());
        return laatste() as unknown as WebSocket;
      },
      now: () => nu,
      random: () => 0.5,
      later: (doe, ms) => timers.push({ doe, ms, weg: false }) - 1,
      cancel: (id) => {
        const timer = timers[id];
        if (timer) timer.weg = true;
      },
    },
    {
      resume: () => punt,
      receive: (bericht) => ontvangen.push(bericht),
      change: (toestand) => gemeld.push(toestand),
      refuse: (code) => geweigerd.push(code),
    },
  );
});

describe('a first connection', () => {
  test('says hallo without a number and is live at the first message', () => {
    laatste().accept();
    expect(laatste().gestuurd).toEqual([{ soort: 'hallo', epoch: null, vanaf: null }]);
    expect(gemeld).toEqual(['verbinden']);
    laatste().say(HARTSLAG);
    expect(gemeld).toEqual(['verbinden', 'live']);
    expect(ontvangen).toEqual([HARTSLAG]);
  });
});

describe('a break', () => {
  beforeEach(() => {
    laatste().accept();
    laatste().say(HARTSLAG);
    punt = { epoch: 'e1', vanaf: 41 };
  });

  test('is followed by a new connection that resumes from the number it had', () => {
    laatste().hangUp(1006);
    expect(gemeld.at(-1)).toBe('verbinden');
    runTimer();
    laatste().accept();
    expect(sockets).toHaveLength(2);
    expect(laatste().gestuurd).toEqual([{ soort: 'hallo', epoch: 'e1', vanaf: 41 }]);
  });

  test('makes the waits longer while it lasts, and short again after a message', () => {
    laatste().hangUp(1006);
    runTimer();
    laatste().hangUp(1006);
    expect(timers.map(({ ms }) => ms)).toEqual([wachttijd(0, () => 0.5), wachttijd(1, () => 0.5)]);
    runTimer();
    laatste().accept();
    laatste().say(HARTSLAG);
    laatste().hangUp(1006);
    expect(timers.at(-1)?.ms).toBe(wachttijd(0, () => 0.5));
  });

  test('greys the screen after 25 s of silence, not before', () => {
    laatste().hangUp(1006);
    nu += VEROUDERD_NA_MS - 1;
    verbinding.check();
    expect(gemeld.at(-1)).toBe('verbinden');
    nu += 1;
    verbinding.check();
    expect(gemeld.at(-1)).toBe('verouderd');
  });

  test('does not wait any longer when the network is back', () => {
    laatste().hangUp(1006);
    verbinding.hurry();
    expect(sockets).toHaveLength(2);
    expect(timers.every(({ weg }) => weg)).toBe(true);
  });

  test('a resume of another epoch asks for everything and takes nothing over', () => {
    laatste().say({ soort: 'hersteld', epoch: 'e2', volgnummer: 3, tijdstipOp: '2026-11-21T20:00:00Z' });
    expect(laatste().gestuurd.at(-1)).toEqual({ soort: 'opnieuw' });
    expect(ontvangen).toEqual([HARTSLAG]);
  });
});

describe('a socket that looks open but is silent', () => {
  beforeEach(() => {
    laatste().accept();
    laatste().say(HARTSLAG);
    nu += VEROUDERD_NA_MS;
    verbinding.check();
  });

  test('is stale and is replaced', () => {
    expect(gemeld.at(-1)).toBe('verouderd');
    expect(laatste().gesloten).toBe(true);
    runTimer();
    expect(sockets).toHaveLength(2);
  });

  test('is not heard any more when it speaks after all', () => {
    const oud = laatste();
    runTimer();
    oud.say(HARTSLAG);
    expect(ontvangen).toHaveLength(1);
    expect(gemeld.at(-1)).toBe('verouderd');
  });

  test('gives the new one as long before it is replaced too', () => {
    runTimer();
    laatste().accept();
    nu += VEROUDERD_NA_MS - 1;
    verbinding.check();
    expect(laatste().gesloten).toBe(false);
    laatste().say(HARTSLAG);
    expect(gemeld.at(-1)).toBe('live');
  });
});

describe('a refusal', () => {
  test.each([4001, 4003])('%i ends it for good', (code) => {
    laatste().accept();
    laatste().hangUp(code);
    expect(geweigerd).toEqual([code]);
    expect(timers).toEqual([]);
    verbinding.hurry();
    expect(sockets).toHaveLength(1);
  });

  test('too many connections waits half a minute', () => {
    laatste().hangUp(4029);
    expect(timers.at(-1)?.ms).toBe(30_000);
  });
});

test('a closed connection does not come back', () => {
  laatste().hangUp(1006);
  verbinding.close();
  expect(timers.every(({ weg }) => weg)).toBe(true);
});

describe('the wait', () => {
  test('is any moment up to a doubling bound that ends at 15 s', () => {
    expect(wachttijd(0, () => 0)).toBe(100);
    expect(wachttijd(0, () => 1)).toBe(3000);
    expect(wachttijd(2, () => 1)).toBe(12_000);
    expect(wachttijd(40, () => 1)).toBe(15_000);
  });
});
