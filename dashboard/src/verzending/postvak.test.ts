// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { live, stopLive } from '../live/live.svelte';
import { ACCOUNT, beginPostvak, maakVerzending } from '../testgegevens/postvak';
import { maakAanvraag, maakPlaats } from '../testgegevens/maak';
import { GeenAntwoord } from '../wire/api';
import { acknowledge, clearPostvak, countLeft, GEDULD_MS, hurryPostvak, postvak, startPostvak, stopPostvak, vanaf, verstuur, withdraw } from './postvak.svelte';
import { HOUDBAAR, toestandVan, type Opdracht } from './verzending';

type Antwoord = [number, unknown] | 'stilte';
interface Verzoek {
  method: string;
  pad: string;
  sleutel: string | undefined;
  revisie: string | undefined;
}

let verzoeken: Verzoek[];
let answer: (verzoek: Verzoek) => Antwoord;
let online: boolean;

const problem = (status: number, code: string): Antwoord => [status, { type: `/v1/problemen/${code}`, title: code, status, detail: `Nee: ${code}.` }];

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T20:00:00Z') });
  [verzoeken, online] = [[], true];
  answer = ({ pad }) => (pad === '/v1/sessies/huidige' ? [200, { account: { id: ACCOUNT } }] : [200, maakPlaats({ revisie: 9 })]);
  vi.spyOn(navigator, 'onLine', 'get').mockImplementation(() => online);
  vi.stubGlobal('fetch', (pad: string, init: RequestInit & { method: string }) => {
    const headers = init.headers as Record<string, string>;
    const verzoek = { method: init.method, pad, sleutel: headers['Idempotency-Key'], revisie: headers['If-Match'] };
    verzoeken.push(verzoek);
    const wat = answer(verzoek);
    return wat === 'stilte' ? Promise.reject(new TypeError('network')) : Promise.resolve(new Response(JSON.stringify(wat[1]), { status: wat[0] }));
  });
  beginPostvak();
});

afterEach(() => {
  clearPostvak();
  stopLive();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function opdracht(delen: Partial<Opdracht> = {}): Opdracht {
  const { id: _id, account: _account, nummer: _nummer, getiktOp: _op, geprobeerd: _g, afwijzing: _a, verlopen: _v, ...rest } = maakVerzending();
  return { ...rest, ...delen };
}

const status = (n: number, delen: Partial<Opdracht> = {}): Opdracht =>
  opdracht({ methode: 'PUT', pad: `/plaatsen/plaats-${n}/status`, over: `plaats-${n}`, body: { status: 'vrij' }, wat: `plaats ${n}`, ...delen });

const geschreven = (): Verzoek[] => verzoeken.filter(({ method }) => method !== 'GET');
const toestanden = (): string[] => postvak.rij.map(toestandVan);
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test('with a network it is sent at once, and what the service says is on the screen', async () => {
  await expect(verstuur(status(1))).resolves.toMatchObject({ revisie: 9 });
  expect(geschreven()).toMatchObject([{ method: 'PUT', pad: '/v1/plaatsen/plaats-1/status', revisie: '"1"' }]);
  expect(live.stand.plaatsen.get('plaats-1')?.revisie).toBe(9);
  expect([postvak.rij, postvak.gelukt, localStorage.length]).toEqual([[], [], 0]);
});

test('only a PUT sends the revisie of what was on screen', async () => {
  await verstuur(opdracht());
  expect(geschreven()[0]?.revisie).toBeUndefined();
});

test('a refusal that is heard at once goes to who tapped, and is not kept', async () => {
  answer = () => problem(412, 'revisie_verouderd');
  await expect(verstuur(status(1))).rejects.toThrow('Nee: revisie_verouderd.');
  expect(postvak.rij).toEqual([]);
});

describe('without a network', () => {
  beforeEach(() => void (online = false));

  test('what is tapped waits, and says so after the page is loaded again', async () => {
    await expect(Promise.all([verstuur(status(1)), verstuur(status(2))])).resolves.toEqual(['wacht', 'wacht']);
    stopPostvak();
    expect(countLeft()).toBe(2);
    startPostvak(ACCOUNT, () => undefined);
    await settle();
    expect(toestanden()).toEqual(['wacht', 'wacht']);
    expect(verzoeken).toEqual([]);
  });

  test('it is sent in order when there is one, once, after asking who is logged in', async () => {
    await Promise.all([verstuur(status(1)), verstuur(status(2)), verstuur(status(1))]);
    online = true;
    hurryPostvak();
    await settle();
    expect(verzoeken.map(({ pad }) => pad)).toEqual(['/v1/sessies/huidige', '/v1/plaatsen/plaats-1/status', '/v1/plaatsen/plaats-2/status']);
    expect(postvak.gelukt.map(({ wat }) => wat)).toEqual(['plaats 1', 'plaats 2']);
    acknowledge(postvak.gelukt[0] ?? { id: '' });
    expect(postvak.gelukt).toHaveLength(1);
  });

  test('a second tap on the same thing goes on from what the first one made of it', async () => {
    await Promise.all([verstuur(status(1)), verstuur(status(1, { body: { status: 'bezet' } }))]);
    online = true;
    hurryPostvak();
    await settle();
    expect(geschreven().map(({ revisie }) => revisie)).toEqual(['"1"', '"9"']);
  });

  test('it can be taken back', async () => {
    await verstuur(status(1));
    for (const { verzending } of vanaf('plaats', 'plaats-1')) withdraw(verzending);
    expect([postvak.rij, localStorage.length]).toEqual([[], 0]);
  });

  test('a refusal that comes later stays until somebody has read it, also over a reload', async () => {
    await Promise.all([verstuur(status(1)), verstuur(status(2))]);
    [online, answer] = [true, ({ pad }) => (pad.includes('plaats-1') ? problem(412, 'revisie_verouderd') : [200, pad.includes('sessies') ? { account: { id: ACCOUNT } } : maakPlaats()])];
    hurryPostvak();
    await settle();
    stopPostvak();
    startPostvak(ACCOUNT, () => undefined);
    expect(postvak.rij).toMatchObject([{ over: 'plaats-1', afwijzing: { code: 'revisie_verouderd', tekst: 'Nee: revisie_verouderd.' } }]);
    acknowledge(postvak.rij[0] ?? { id: '' });
    expect(localStorage).toHaveLength(0);
  });

  test('a promise that waited too long is never sent', async () => {
    await Promise.all([verstuur(status(1, { houdbaarMs: HOUDBAAR.nu })), verstuur(status(2))]);
    await vi.advanceTimersByTimeAsync(HOUDBAAR.nu);
    online = true;
    hurryPostvak();
    await settle();
    expect(geschreven().map(({ pad }) => pad)).toEqual(['/v1/plaatsen/plaats-2/status']);
    expect(toestanden()).toEqual(['verlopen']);
  });
});

describe('when the answer is lost', () => {
  test('it is not known, and is asked again under the same key until it is', async () => {
    answer = () => 'stilte';
    await expect(verstuur(status(1))).resolves.toBe('wacht');
    expect(toestanden()).toEqual(['onbekend']);
    for (const { verzending } of vanaf('plaats', 'plaats-1')) withdraw(verzending);
    expect(toestanden()).toEqual(['onbekend']);
    answer = ({ pad }) => [200, pad.includes('sessies') ? { account: { id: ACCOUNT } } : maakPlaats({ revisie: 9 })];
    await vi.advanceTimersByTimeAsync(2_000);
    expect(new Set(geschreven().map(({ sleutel }) => sleutel)).size).toBe(1);
    expect(geschreven()).toHaveLength(2);
    expect(postvak.rij).toEqual([]);
  });

  test('a service that hangs is not known after some seconds, and known when it answers', async () => {
    let klaar = (_: Response): void => undefined;
    vi.stubGlobal('fetch', () => new Promise<Response>((doe) => (klaar = doe)));
    const antwoord = verstuur(status(1));
    await vi.advanceTimersByTimeAsync(GEDULD_MS - 1);
    expect(postvak.rij).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await expect(antwoord).resolves.toBe('wacht');
    expect(toestanden()).toEqual(['onbekend']);
    klaar(new Response(JSON.stringify(maakPlaats())));
    await settle();
    expect(postvak.rij).toEqual([]);
    expect(postvak.gelukt).toMatchObject([{ wat: 'plaats 1' }]);
  });

  test.each([
    ['too many requests', problem(429, 'te_veel')],
    ['an overloaded service', problem(503, 'even_niet')],
    ['a twin at work', problem(409, 'bezig')],
    ['somebody who is logged out', problem(401, 'niet_ingelogd')],
  ])('%s is not an outcome', async (_, wat) => {
    answer = () => wat;
    await expect(verstuur(status(1))).resolves.toBe('wacht');
    expect(toestanden()).toEqual(['onbekend']);
  });
});

describe('another account', () => {
  test('never sends what somebody else tapped, and hears that it was there', async () => {
    online = false;
    await verstuur(status(1));
    stopPostvak();
    online = true;
    startPostvak('account-2', () => undefined);
    await settle();
    expect([postvak.vanAnderen, postvak.rij, geschreven(), localStorage.length]).toEqual([1, [], [], 0]);
  });

  test('that logged in in another tab stops the sending here', async () => {
    const wissel = vi.fn();
    stopPostvak();
    startPostvak(ACCOUNT, wissel);
    online = false;
    await verstuur(status(1));
    [online, answer] = [true, () => [200, { account: { id: 'account-2' } }]];
    hurryPostvak();
    await settle();
    expect(wissel).toHaveBeenCalledOnce();
    expect(geschreven()).toEqual([]);
  });
});

test('what another tab keeps is seen here, and sent', async () => {
  localStorage.setItem('verzending:v1', JSON.stringify(maakVerzending()));
  window.dispatchEvent(new StorageEvent('storage', { key: 'verzending:v1' }));
  await settle();
  expect(geschreven()).toHaveLength(1);
  expect(localStorage).toHaveLength(0);
});

test('who logged out while something was on its way leaves nothing behind', async () => {
  let klaar = (_: Response): void => undefined;
  vi.stubGlobal('fetch', () => new Promise<Response>((doe) => (klaar = doe)));
  const antwoord = verstuur(status(1));
  await settle();
  clearPostvak();
  await expect(antwoord).resolves.toBe('wacht');
  klaar(new Response(JSON.stringify(problem(409, 'overgang')[1]), { status: 409 }));
  await settle();
  expect(localStorage).toHaveLength(0);
  await expect(verstuur(status(1))).rejects.toBeInstanceOf(GeenAntwoord);
});

test('an aanvraag that waited leads to its page', async () => {
  online = false;
  await verstuur(opdracht({ onderwerp: 'aanvraag', over: '', pad: '/aanvragen', vertrouwelijk: true }));
  expect(sessionStorage).toHaveLength(1);
  expect(Object.keys(localStorage)).toEqual([expect.stringMatching(/^afdruk:[0-9a-f]{64}$/)]);
  [online, answer] = [true, ({ pad }) => [200, pad.includes('sessies') ? { account: { id: ACCOUNT } } : maakAanvraag()]];
  hurryPostvak();
  await settle();
  expect(postvak.gelukt).toMatchObject([{ pad: '/aanvragen/aanvraag-1' }]);
  expect(live.stand.aanvragen.size).toBe(1);
});

test('the same aanvraag from two tabs has one key until its outcome is known; after that it is another one', async () => {
  const aanvraag = opdracht({ onderwerp: 'aanvraag', over: '', pad: '/aanvragen', body: { n: 1 }, vertrouwelijk: true });
  online = false;
  await verstuur(aanvraag);
  const [eerste] = postvak.rij;
  // Another tab has a storage of its own for what is about people, and sees nothing of the first.
  sessionStorage.clear();
  await verstuur(aanvraag);
  expect(postvak.rij.map(({ id }) => id)).toEqual([eerste?.id]);
  [online, answer] = [true, ({ pad }) => [200, pad.includes('sessies') ? { account: { id: ACCOUNT } } : maakAanvraag()]];
  hurryPostvak();
  await settle();
  for (let keer = 0; keer < 2; keer += 1) await verstuur(aanvraag);
  const sleutels = geschreven().map(({ sleutel }) => sleutel);
  expect([sleutels.length, new Set(sleutels).size, sleutels[0]]).toEqual([3, 3, eerste?.id]);
});
