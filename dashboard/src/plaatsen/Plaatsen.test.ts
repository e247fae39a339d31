// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stopLive } from '../live/live.svelte';
import { connectLive, maakStandBericht, type Overkant } from '../testgegevens/live';
import Plaatsen from './Plaatsen.svelte';

let overkant: Overkant;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T20:05:00Z') });
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ centrumgemeenten: [] }))));
  overkant = connectLive();
});

afterEach(() => {
  stopLive();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('that nobody is on the way is said only once it is known', async () => {
  render(Plaatsen);
  expect(screen.getByText('Even laden.')).toBeTruthy();
  expect(screen.queryByRole('heading', { name: 'Wie komt er (0)' })).toBeNull();
  expect(screen.queryByText('Er is nu niemand onderweg.')).toBeNull();
  await overkant.say(maakStandBericht());
  expect(screen.getByRole('heading', { name: 'Wie komt er (0)' })).toBeTruthy();
  expect(screen.getByText('Er is nu niemand onderweg.')).toBeTruthy();
  expect(screen.getByText('Uw organisatie heeft nog geen plaatsen in het register.')).toBeTruthy();
});
