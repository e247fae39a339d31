// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectLive, maakStandBericht, type Overkant } from '../testgegevens/live';
import { maakAanvraag, maakBezetting, maakPlaats } from '../testgegevens/maak';
import type { Bezetting } from '../wire/contract';
import { canoniek } from './som';
import { checkLive, live, stopLive, takeAanvraag, takePlaats } from './live.svelte';

let overkant: Overkant;

/** The sum over one row of bezetting, by another route than the screen's own. */
async function somVan(delen: Partial<Bezetting>): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canoniek(maakBezetting(delen))));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

beforeEach(async () => {
  vi.useFakeTimers();
  overkant = connectLive();
  await overkant.say(maakStandBericht({ bezetting: [maakBezetting({ revisie: 3 })] }));
});

afterEach(() => {
  stopLive();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what the service says is what the screen reads', async () => {
  expect(live.verbinding).toBe('live');
  await overkant.say({ soort: 'bezetting', volgnummer: 11, ...maakBezetting({ vrij: 0, revisie: 4 }) });
  expect(live.stand.bezetting.get('GM0193')?.vrij).toBe(0);
});

test('a page that nobody looks at reads at once, because browsers let its timers wait', async () => {
  const zichtbaar = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  const lezen = overkant.say({ soort: 'bezetting', volgnummer: 11, ...maakBezetting({ vrij: 0, revisie: 4 }) });
  expect(live.stand.bezetting.get('GM0193')?.vrij).toBe(0);
  zichtbaar.mockRestore();
  await lezen;
});

test('an answer over HTTP shows at once, and its live twin changes nothing', async () => {
  takePlaats(maakPlaats({ status: 'bezet', revisie: 7 }));
  expect(live.stand.plaatsen.get('plaats-1')).toMatchObject({ status: 'bezet', plaatssoort: 'crisisplaats' });
  takeAanvraag(maakAanvraag({ revisie: 2 }));
  expect(live.stand.aanvragen.get('aanvraag-1')?.plaatsing).toBe('plaatsing-1');
  expect(live.stand.plaatsingen.has('plaatsing-1')).toBe(true);
});

test('25 seconds of silence is stale, by the monotonic clock', async () => {
  vi.setSystemTime(Date.now() + 3_600_000);
  checkLive();
  expect(live.verbinding).toBe('live');
  await vi.advanceTimersByTimeAsync(25_000);
  checkLive();
  expect(live.verbinding).toBe('verouderd');
});

test('a return asks for what came after the last number', async () => {
  overkant.hangUp(1006);
  await vi.advanceTimersByTimeAsync(3000);
  await overkant.say({ soort: 'hersteld', epoch: 'e1', volgnummer: 12, tijdstipOp: '2026-11-21T20:01:00Z' });
  expect(live.stand.bezetting.size).toBe(1);
  expect(live.stand.volgnummer).toBe(12);
});

test('a stand whose sum is wrong is as good as stale, and is asked for again once', async () => {
  await overkant.say({ soort: 'hartslag', volgnummer: 10, tijdstipOp: '2026-11-21T20:00:10Z', hash: 'f'.repeat(64) });
  expect(live.verbinding).toBe('verouderd');
  await overkant.say({ soort: 'hartslag', volgnummer: 10, tijdstipOp: '2026-11-21T20:00:10Z', hash: 'f'.repeat(64) });
  expect(overkant.gestuurd.filter((bericht) => JSON.stringify(bericht) === '{"soort":"opnieuw"}')).toHaveLength(1);
  await overkant.say(maakStandBericht());
  expect(live.verbinding).toBe('live');
});

test('what is answered over HTTP does not make the sum wrong', async () => {
  takePlaats(maakPlaats({ status: 'bezet', revisie: 7 }));
  await overkant.say({ soort: 'hartslag', volgnummer: 10, tijdstipOp: '2026-11-21T20:00:10Z', hash: await somVan({ revisie: 3 }) });
  expect(live.verbinding).toBe('live');
  expect(live.stand.plaatsen.size).toBe(1);
});

test('who logs out leaves nothing on the screen', () => {
  stopLive();
  expect(live.stand.bezetting.size).toBe(0);
  expect(live.stand.epoch).toBeNull();
});
