// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startKlok } from '../klok.svelte';
import { checkLive, stopLive } from '../live/live.svelte';
import { maakHistorie, maakVerwachting, measureNothing } from '../testgegevens/historie';
import { connectLive, maakStandBericht, type Overkant } from '../testgegevens/live';
import { maakBezetting, maakNormsignaal } from '../testgegevens/maak';
import Muur from './Muur.svelte';
import { WISSEL_S } from './wisseling';

let overkant: Overkant;
let rustig: boolean;
let stop: () => void;
const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T20:00:00Z') });
  measureNothing();
  rustig = false;
  vi.stubGlobal('matchMedia', () => ({ matches: rustig }));
  vi.stubGlobal('fetch', (pad: string) => {
    const antwoord = pad.includes('/verwachting') ? maakVerwachting() : pad.includes('/historie') ? maakHistorie() : { centrumgemeenten: [] };
    return Promise.resolve(new Response(JSON.stringify(antwoord)));
  });
  stop = startKlok(checkLive);
  overkant = connectLive();
  await overkant.say(
    maakStandBericht({
      bezetting: [maakBezetting({ naam: 'Venlo', code: 'GM0983', vrij: 0, geenVrij: true }), maakBezetting({ vrij: 3 })],
      normsignalen: [maakNormsignaal()],
    }),
  );
});

afterEach(() => {
  stop();
  stopLive();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const kop = (): string | undefined => screen.getByRole('heading', { level: 1 }).textContent;

describe('a screen on the wall', () => {
  test('goes round by itself, and stands still when somebody pauses it', async () => {
    render(Muur);
    expect(kop()).toBe('Vrije crisisplaatsen');
    await vi.advanceTimersByTimeAsync(WISSEL_S * 1000);
    expect(kop()).toBe('Heel Nederland');
    await user.click(screen.getByRole('button', { name: 'Pauzeer' }));
    await vi.advanceTimersByTimeAsync(10 * WISSEL_S * 1000);
    expect(kop()).toBe('Heel Nederland');
    await user.click(screen.getByRole('button', { name: 'Wissel vanzelf' }));
    await vi.advanceTimersByTimeAsync(WISSEL_S * 1000);
    expect(kop()).toBe('Normsignalen');
  });

  test('moves only when asked, for who wants less motion', async () => {
    rustig = true;
    render(Muur);
    await vi.advanceTimersByTimeAsync(10 * WISSEL_S * 1000);
    expect(kop()).toBe('Vrije crisisplaatsen');
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
    expect(kop()).toBe('Laatste 24 uur en wat er komt');
    await vi.waitFor(() => expect(screen.getByRole('img', { name: /gemiddeld 2,5/ })).toBeTruthy());
    expect(screen.getByRole('table', { name: /verwacht in heel Nederland/ }).textContent).toContain('44');
  });

  test('tells who has none free by name, and the signals by norm with the longest', async () => {
    rustig = true;
    render(Muur);
    expect(screen.getByText(/Geen vrij \(1\)/)).toBeTruthy();
    expect(screen.getByText('Venlo')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Normsignalen' }));
    expect(screen.getByText('de langste 2 uur')).toBeTruthy();
  });

  test('says that it is out of date, and for how long', async () => {
    rustig = true;
    render(Muur);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(screen.getByText(/Verouderd: al .* niets gehoord/)).toBeTruthy();
  });
});
