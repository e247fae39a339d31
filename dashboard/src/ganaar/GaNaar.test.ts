// @vitest-environment jsdom
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stopLive, takeAanvraag } from '../live/live.svelte';
import { maakAanvraag } from '../testgegevens/maak';
import GaNaar from './GaNaar.svelte';

const user = userEvent.setup();
window.scrollTo = () => undefined;

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ centrumgemeenten: [{ code: 'GM0193', naam: 'Zwolle' }] }))));
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
    this.querySelector('input')?.focus();
  };
  HTMLElement.prototype.scrollIntoView = () => undefined;
  takeAanvraag(maakAanvraag());
  render(GaNaar, { rol: 'coordinator' });
});

afterEach(() => {
  stopLive();
  vi.unstubAllGlobals();
  history.replaceState(null, '', '/');
});

const veld = (): Promise<HTMLElement> => screen.findByRole('combobox');
const opties = (): string[] => screen.getAllByRole('option').map((optie) => optie.textContent);

test('Ctrl-K opens it, and again closes it', async () => {
  expect(screen.queryByRole('dialog')).toBeNull();
  await user.keyboard('{Control>}k{/Control}');
  const gevonden = await veld();
  expect(document.activeElement).toBe(gevonden);
  await user.keyboard('{Control>}k{/Control}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('an aanvraag is reached by a part of its referentie and Enter', async () => {
  await user.click(screen.getByRole('button', { name: 'Ga naar' }));
  await user.type(await veld(), 'k7q');
  expect(opties()).toEqual(['K7QF-2M9DAanvraag: Gereserveerd']);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(location.pathname).toBe('/aanvragen/aanvraag-1'));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('arrows walk round, and a screen reader hears what is pointed at', async () => {
  await user.click(screen.getByRole('button', { name: 'Ga naar' }));
  await veld();
  const alle = opties();
  await user.keyboard('{ArrowUp}');
  const gewezen = document.getElementById((await veld()).getAttribute('aria-activedescendant') ?? '');
  expect(gewezen?.textContent).toBe(alle.at(-1));
  expect(gewezen?.getAttribute('aria-selected')).toBe('true');
});

test('a centrumgemeente is a tap away, and what is not there is said', async () => {
  await user.click(screen.getByRole('button', { name: 'Ga naar' }));
  await user.type(await veld(), 'parijs');
  expect(opties()).toEqual(['Niets gevonden']);
  await user.clear(await veld());
  await user.type(await veld(), 'zwo');
  await user.click(await screen.findByRole('option', { name: /Zwolle/ }));
  await waitFor(() => expect(location.pathname + location.hash).toBe('/landelijk#rij-GM0193'));
});
