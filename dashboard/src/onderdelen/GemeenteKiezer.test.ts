// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadGemeenten } from '../referentie.svelte';
import GemeenteKiezer from './GemeenteKiezer.svelte';

const user = userEvent.setup();
const NAMEN = ['Zwolle', 'Zwijndrecht', 'Delft'];

beforeEach(async () => {
  const gemeenten = NAMEN.map((naam) => ({ code: naam, naam, veiligheidsregio: '', formeel: naam, feitelijk: naam }));
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ gemeenten }))));
  await loadGemeenten();
});

afterEach(() => void vi.unstubAllGlobals());

const veld = (): HTMLElement => screen.getByRole('combobox');
const opties = (): (string | undefined)[] => screen.queryAllByRole('option').map((optie) => optie.textContent?.trim());

test('finds, walks and chooses with the keyboard alone', async () => {
  render(GemeenteKiezer, { veld: 'x', label: 'Gemeenten', fouten: [], gekozen: [], meer: true });
  await user.type(veld(), 'zw');
  expect(veld().getAttribute('aria-expanded')).toBe('true');
  expect(opties()).toEqual(['Zwolle, regio Zwolle', 'Zwijndrecht, regio Zwijndrecht']);
  await user.keyboard('{ArrowDown}');
  const gewezen = document.getElementById(veld().getAttribute('aria-activedescendant') ?? '');
  expect(gewezen?.textContent).toContain('Zwijndrecht');
  await user.keyboard('{Enter}');
  expect(screen.getByRole('button', { name: 'Verwijder Zwijndrecht' })).toBeTruthy();
  await user.type(veld(), 'zw');
  expect(opties()).toEqual(['Zwolle, regio Zwolle']);
});

test('Escape closes the list, and a chosen one can be removed', async () => {
  render(GemeenteKiezer, { veld: 'x', label: 'Gemeenten', fouten: [], gekozen: ['Delft'], meer: true });
  await user.type(veld(), 'zw{Escape}');
  expect(veld().getAttribute('aria-expanded')).toBe('false');
  await user.click(screen.getByRole('button', { name: 'Verwijder Delft' }));
  expect(screen.queryByRole('button')).toBeNull();
});

test('a field for one keeps one, and only codes that are allowed are found', async () => {
  render(GemeenteKiezer, { veld: 'x', label: 'Gemeente', fouten: [], gekozen: ['Delft'], alleen: new Set(['Zwolle']) });
  await user.type(veld(), 'zw{Enter}');
  expect(screen.getAllByRole('button').map((knop) => knop.getAttribute('aria-label'))).toEqual(['Verwijder Zwolle']);
});

test('says that nothing was found', async () => {
  render(GemeenteKiezer, { veld: 'x', label: 'Gemeente', fouten: [], gekozen: [] });
  await user.type(veld(), 'parijs{Enter}');
  expect(opties()).toEqual(['Geen gemeente gevonden']);
  expect(screen.queryByRole('button')).toBeNull();
});
