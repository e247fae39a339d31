// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startKlok } from '../klok.svelte';
import Klok from './Klok.svelte';

let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T20:00:00Z') });
  stop = startKlok(() => undefined);
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('runs down, warns in the last hours and counts on when it is too late', async () => {
  render(Klok, { deadlineOp: '2026-11-22T00:00:30Z' });
  expect(screen.getByText('Nog 4 uur')).toBeTruthy();
  expect(document.querySelector('.klok.ruim')).toBeTruthy();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(screen.getByText('Nog 3 uur en 59 min')).toBeTruthy();
  expect(document.querySelector('.klok.krap')).toBeTruthy();
  await vi.advanceTimersByTimeAsync(4 * 3_600_000);
  expect(screen.getByText('30 sec te laat')).toBeTruthy();
  expect(screen.getByText('vandaag 01:00')).toBeTruthy();
});

test('stands still once somebody has arrived', () => {
  render(Klok, { deadlineOp: '2026-11-21T10:00:00Z', gestopt: true });
  expect(screen.getByText('Klok gestopt')).toBeTruthy();
  expect(screen.queryByText(/te laat/)).toBeNull();
});
