// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stopLive, takePlaats } from '../live/live.svelte';
import { forgetSessie, login } from '../sessie.svelte';
import { maakPlaats } from '../testgegevens/maak';
import { ACCOUNT, maakVerzending } from '../testgegevens/postvak';
import { clearPostvak, startPostvak } from './postvak.svelte';
import Postvakregel from './Postvakregel.svelte';
import type { Verzending } from './verzending';

const user = userEvent.setup();
const VERS = { getiktOp: Date.now() };

function keep(...verzendingen: Partial<Verzending>[]): void {
  for (const [n, delen] of verzendingen.entries()) {
    localStorage.setItem(`verzending:${n}`, JSON.stringify(maakVerzending({ ...VERS, id: String(n), nummer: n, ...delen })));
  }
}

beforeEach(async () => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ account: { id: ACCOUNT, rol: 'opvang' } }))));
  await login(ACCOUNT);
});

afterEach(() => {
  clearPostvak();
  forgetSessie();
  stopLive();
  localStorage.clear();
  vi.unstubAllGlobals();
});

test('how many wait is on every page, each with when it was tapped', async () => {
  keep({ getiktOp: Date.now() }, { over: 'plaats-2', wat: 'Plaats 8RL3: bezet' });
  startPostvak(ACCOUNT, () => undefined);
  render(Postvakregel);
  await user.click(screen.getByText('Wacht op netwerk, 2'));
  expect(screen.getByText(/Plaats 8RL3: bezet, getikt om \d\d:\d\d/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Trek in: Plaats 8RL3: bezet' }));
  expect(screen.getByText('Wacht op netwerk, 1')).toBeTruthy();
});

test('what may have arrived is not called sent, and a promise says until when it is sent', () => {
  keep({ geprobeerd: true, houdbaarMs: 300_000 });
  startPostvak(ACCOUNT, () => undefined);
  render(Postvakregel);
  expect(screen.getByText('Onbekend, wordt gecontroleerd, 1')).toBeTruthy();
  expect(screen.getByText(/Lukt het niet voor \d\d:\d\d, dan sturen we dit niet meer. Bel intussen./)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Trek in/ })).toBeNull();
});

test('a refusal stands here when its own card is not there, until somebody has read it', async () => {
  keep({ afwijzing: { code: 'overgang', tekst: 'Deze reservering loopt niet meer.' } }, { verlopen: true, over: 'plaats-2', wat: 'Plaats 8RL3: bezet' });
  takePlaats(maakPlaats({ id: 'plaats-2' }));
  startPostvak(ACCOUNT, () => undefined);
  render(Postvakregel);
  expect(screen.getByRole('alert').textContent).toContain('Deze reservering loopt niet meer.');
  await user.click(screen.getByRole('button', { name: /Gezien/ }));
  expect(screen.queryByRole('alert')).toBeNull();
  expect(localStorage).toHaveLength(1);
});

test('who logs in after somebody else hears that something of theirs was not sent', async () => {
  keep({ account: 'ander' });
  startPostvak(ACCOUNT, () => undefined);
  render(Postvakregel);
  expect(screen.getByText('Van iemand anders stond hier nog 1 tik te wachten.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Gezien' }));
  expect(screen.queryByText(/Van iemand anders/)).toBeNull();
});

test('while nobody is logged in it says that something waits, and not what', () => {
  keep({}, {});
  forgetSessie();
  render(Postvakregel);
  expect(screen.getByText(/Op dit apparaat: 2 tikken wachten/)).toBeTruthy();
  expect(document.body.textContent).not.toContain('7QK2');
});
