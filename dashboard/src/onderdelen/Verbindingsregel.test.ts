// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkLive, stopLive } from '../live/live.svelte';
import { connectLive, maakStandBericht, type Overkant } from '../testgegevens/live';
import Verbindingsregel from './Verbindingsregel.svelte';

let overkant: Overkant;

beforeEach(() => {
  vi.useFakeTimers();
  overkant = connectLive();
  render(Verbindingsregel);
});

afterEach(() => {
  stopLive();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('says when the last word came in', async () => {
  expect(screen.getByText('Verbinding maken')).toBeTruthy();
  await overkant.say(maakStandBericht());
  expect(screen.getByText(/^Live, bijgewerkt om/)).toBeTruthy();
});

test('says so when nothing has come for 25 seconds', async () => {
  await overkant.say(maakStandBericht());
  await vi.advanceTimersByTimeAsync(25_000);
  checkLive();
  await vi.advanceTimersByTimeAsync(0);
  expect(screen.getByText('Verouderd: geen verbinding')).toBeTruthy();
});

test('does not call live what is not what the service holds', async () => {
  await overkant.say(maakStandBericht());
  await overkant.say({ soort: 'hartslag', volgnummer: 10, tijdstipOp: '2026-11-21T20:00:10Z', hash: 'f'.repeat(64) });
  expect(screen.getByText('Verouderd: wordt opnieuw gelezen')).toBeTruthy();
  await overkant.say(maakStandBericht());
  expect(screen.getByText(/^Live, bijgewerkt om/)).toBeTruthy();
});
