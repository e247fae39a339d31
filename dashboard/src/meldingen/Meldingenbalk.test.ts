// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { live, stopLive } from '../live/live.svelte';
import { connectLive, maakStandBericht, type Overkant } from '../testgegevens/live';
import { maakMelding } from '../testgegevens/maak';
import Meldingenbalk from './Meldingenbalk.svelte';

let overkant: Overkant;
let verstuurd: string[];
const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T20:05:00Z') });
  verstuurd = [];
  vi.stubGlobal('fetch', (pad: string) => {
    verstuurd.push(pad);
    const gezien = maakMelding({ id: 'dringend', gezienOp: '2026-11-21T20:06:00Z', revisie: 2 });
    return Promise.resolve(new Response(JSON.stringify(gezien)));
  });
  overkant = connectLive();
  await overkant.say(
    maakStandBericht({
      meldingen: [
        maakMelding({ id: 'rustig', titel: 'Kloppen uw plaatsen nog?', dringend: false }),
        maakMelding({ id: 'dringend', termijnOp: '2026-11-21T19:00:00Z', laat: true }),
        maakMelding({ id: 'derde', titel: 'Zoek een vervolgplek', dringend: false, op: '2026-11-21T20:01:00Z' }),
      ],
    }),
  );
});

afterEach(() => {
  stopLive();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the most urgent stands first, says that it was late, and where it leads', () => {
  render(Meldingenbalk, { rol: 'opvang' });
  expect(screen.getByRole('heading', { name: '3 nieuwe meldingen' })).toBeTruthy();
  expect(screen.getAllByRole('article').map((een) => een.querySelector('h3')?.textContent?.trim())).toEqual([
    'Dringend: Er komt iemand aan',
    'Kloppen uw plaatsen nog?',
    'Zoek een vervolgplek',
  ]);
  expect(screen.getByText(/Te laat gemeld: dit had om 20:00 gemoeten \(1 uur eerder\)/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Bekijk: Er komt iemand aan' }).getAttribute('href')).toBe('/plaatsen#plaatsing-plaatsing-1');
  expect(document.querySelector('[aria-live=assertive]')?.textContent).toBe('Dringend: Er komt iemand aan.');
});

test('one tap says that it was seen, and the focus goes to what is left', async () => {
  render(Meldingenbalk, { rol: 'opvang' });
  await user.click(screen.getByRole('button', { name: 'Gezien: Er komt iemand aan' }));
  expect(verstuurd).toEqual(['/v1/meldingen/dringend/gezien']);
  expect(live.stand.meldingen.has('dringend')).toBe(false);
  await vi.waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('2 nieuwe meldingen'));
});

test('nothing new is said too, and somebody else may have seen it', async () => {
  render(Meldingenbalk, { rol: 'opvang' });
  for (const id of ['rustig', 'dringend', 'derde']) {
    await overkant.say({ soort: 'melding', volgnummer: 11, ...maakMelding({ id, gezienOp: '2026-11-21T20:06:00Z', revisie: 2 }) });
  }
  expect(screen.getByRole('heading', { name: 'Geen nieuwe meldingen' })).toBeTruthy();
});

test('that there is nothing new is said only once it is known', () => {
  stopLive();
  connectLive();
  render(Meldingenbalk, { rol: 'opvang' });
  expect(screen.getByRole('heading', { name: 'Meldingen laden' })).toBeTruthy();
});
