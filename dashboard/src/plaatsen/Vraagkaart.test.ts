// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startKlok } from '../klok.svelte';
import { live, stopLive, takePlaats, takeVraag } from '../live/live.svelte';
import { beginPostvak } from '../testgegevens/postvak';
import { maakPlaats, maakVraag } from '../testgegevens/maak';
import { clearPostvak } from '../verzending/postvak.svelte';
import Vraagkaart from './Vraagkaart.svelte';

let verstuurd: [string, unknown][];
let stop: () => void;
const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });

beforeEach(() => {
  beginPostvak();
  vi.useFakeTimers({ now: Date.parse('2026-11-21T20:01:55Z') });
  stop = startKlok(() => undefined);
  verstuurd = [];
  vi.stubGlobal('fetch', (pad: string, init: RequestInit) => {
    verstuurd.push([pad, JSON.parse(String(init.body))]);
    return Promise.resolve(new Response(JSON.stringify(maakVraag({ status: 'ja', revisie: 2 }))));
  });
  takePlaats(maakPlaats());
  takeVraag(maakVraag());
});

afterEach(() => {
  clearPostvak();
  stop();
  stopLive();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each(['Ja, vrij: 7QK2', 'Nee: 7QK2'])('is answered with one tap on %s, and goes', async (knop) => {
  render(Vraagkaart, { vraag: maakVraag() });
  expect(screen.getByRole('heading', { name: 'Is plaats 7QK2 echt vrij?' })).toBeTruthy();
  expect(screen.getByText('3:05')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: knop }));
  expect(verstuurd).toEqual([['/v1/vragen/vraag-1/antwoord', { antwoord: knop.startsWith('Ja') ? 'ja' : 'nee' }]]);
  expect(live.stand.vragen.size).toBe(0);
});

test('never shows more time than was given', () => {
  render(Vraagkaart, { vraag: maakVraag({ gesteldOp: '2026-11-21T20:01:55.900Z', verlooptOp: '2026-11-21T20:06:55.900Z' }) });
  expect(screen.getByText('5:00')).toBeTruthy();
});

test('takes no answer when the time is over', () => {
  render(Vraagkaart, { vraag: maakVraag({ verlooptOp: '2026-11-21T20:01:54Z' }) });
  expect(screen.getByText('De tijd is om')).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});
