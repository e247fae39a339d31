// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stopLive } from '../live/live.svelte';
import { connectLive, maakStandBericht, type Overkant } from '../testgegevens/live';
import { maakAanvraag } from '../testgegevens/maak';
import type { LiveAanvraag } from '../wire/contract';
import ZonderPlaats from './ZonderPlaats.svelte';

let overkant: Overkant;

function open(referentie: string, deadlineOp: string): LiveAanvraag {
  return { ...maakAanvraag({ id: referentie, referentie, status: 'zonder_plaats', deadlineOp }), plaatsing: null };
}

beforeEach(async () => {
  vi.useFakeTimers();
  overkant = connectLive();
  await overkant.say(
    maakStandBericht({ aanvragen: [open('RUIM', '2026-11-22T19:00:00Z'), open('KRAP', '2026-11-21T23:00:00Z')] }),
  );
  render(ZonderPlaats);
});

afterEach(() => {
  stopLive();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the most urgent one is on top, and leaves the list once there is a place', async () => {
  const namen = (): (string | null)[] => [...document.querySelectorAll('.wie strong')].map(({ textContent }) => textContent);
  expect(namen()).toEqual(['KRAP', 'RUIM']);
  const geplaatst = { ...open('KRAP', '2026-11-21T23:00:00Z'), status: 'gereserveerd' as const, revisie: 2 };
  await overkant.say({ soort: 'aanvraag', volgnummer: 11, ...geplaatst });
  expect(namen()).toEqual(['RUIM']);
  expect(screen.getByRole('heading', { name: 'Nog geen plaats (1)' })).toBeTruthy();
});
