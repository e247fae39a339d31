// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startKlok } from '../klok.svelte';
import { stopLive, takeAanvraag, takeMelding } from '../live/live.svelte';
import { maakAanvraag, maakMelding, maakPlaatsing } from '../testgegevens/maak';
import Lijst from './Lijst.svelte';

let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T20:30:00Z'), shouldAdvanceTime: true });
  stop = startKlok(() => undefined);
});

afterEach(() => {
  stop();
  stopLive();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const regels = (): string[] => screen.getAllByRole('listitem').map((regel) => regel.textContent);

test('says what to do when nothing is open', () => {
  render(Lijst);
  expect(screen.getByText(/Kies Nieuwe aanvraag/)).toBeTruthy();
});

test('the most urgent comes first, each with its clock and what happens next', () => {
  const plaatsing = maakPlaatsing({ id: 'p2', aanvraag: 'ruim' });
  takeAanvraag(maakAanvraag({ id: 'ruim', referentie: 'RUIM-0000', deadlineOp: '2026-11-22T19:00:00Z', plaatsing }));
  const knelpunt = { code: 'gevraagd', tekst: '5 huizen gevraagd.', verlooptOp: '2026-11-21T20:34:00Z' };
  takeAanvraag(maakAanvraag({ id: 'krap', referentie: 'KRAP-0000', deadlineOp: '2026-11-21T22:00:00Z', status: 'zonder_plaats', plaatsing: null, knelpunt }));
  takeAanvraag(maakAanvraag({ id: 'klaar', referentie: 'KLAA-0000', status: 'ingetrokken', plaatsing: null }));
  render(Lijst);
  expect(regels().map((tekst) => tekst.trim().slice(0, 4))).toEqual(['KRAP', 'RUIM', 'KLAA']);
  expect(regels()[0]).toContain('5 huizen gevraagd. (4:00)');
  expect(regels()[0]).toContain('Nog 1 uur en 30 min');
  expect(regels()[1]).toContain('Bevestig vóór vandaag 23:00');
  expect(regels()[2]).not.toContain('Aankomst uiterlijk');
});

test('a house that has not looked is called from the list', async () => {
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTimeAsync });
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ telefoonnummer: '+31612345678', uitleg: null }))));
  takeAanvraag(maakAanvraag());
  takeMelding(maakMelding({ meldingsoort: 'niet_gezien', rol: 'coordinator', onderwerp: 'plaatsing-1' }));
  render(Lijst);
  expect(screen.getByText('Nog niet gezien: bel.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Toon het nummer van het huis' }));
  expect((await screen.findByRole('link', { name: '+31612345678' })).getAttribute('href')).toBe('tel:+31612345678');
});
