// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectLive, maakStandBericht, type Overkant } from '../testgegevens/live';
import { maakAanvraag, maakBezetting, maakPlaats } from '../testgegevens/maak';
import { checkLive, live, stopLive, takeAanvraag, takePlaats } from './live.svelte';

let overkant: Overkant;

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

test('who logs out leaves nothing on the screen', () => {
  stopLive();
  expect(live.stand.bezetting.size).toBe(0);
  expect(live.stand.epoch).toBeNull();
});
