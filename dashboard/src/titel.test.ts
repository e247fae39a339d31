// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { titelMet } from './meldingen/volgorde';
import { chooseTitel, neutraal } from './titel.svelte';

afterEach(() => {
  chooseTitel(false);
  vi.unstubAllGlobals();
});

test('the title says nothing when somebody chose that on this device', () => {
  expect(titelMet(2, 'Plaatsen', neutraal())).toBe('(2) Plaatsen - Crisisplaatsen');
  chooseTitel(true);
  expect(titelMet(2, 'Plaatsen', neutraal())).toBe('(2) Rooster');
  expect({ ...localStorage }).toEqual({ titel: 'neutraal' });
  chooseTitel(false);
  expect([neutraal(), localStorage.length]).toEqual([false, 0]);
});

test('the installed app never says what it is', () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  expect(titelMet(0, 'Plaatsen', neutraal())).toBe('Rooster');
});
