// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetSessie, login } from '../sessie.svelte';
import Account from './Account.svelte';

const user = userEvent.setup();
let sessies: { begonnenOp: string; verlooptOp: string; huidig: boolean }[];
let gevraagd: string[];

function answer(pad: string, init: RequestInit): Response {
  gevraagd.push(`${init.method} ${pad}`);
  if (init.method === 'DELETE') sessies = sessies.filter(({ huidig }) => huidig);
  if (init.method === 'DELETE') return new Response(null, { status: 204 });
  if (pad === '/v1/sessies') return new Response(JSON.stringify({ sessies, volgende: null }));
  const organisatie = { id: 'o', naam: 'Opvang Voorbeeld', soort: 'opvangorganisatie', centrumgemeente: null };
  const account = { id: 'a', naam: 'Iemand', rol: 'opvang' };
  return new Response(JSON.stringify({ account, organisatie, verlooptOp: '2026-11-22T08:00:00Z', uiterlijkOp: '2026-11-22T08:00:00Z', aanbieder: null, demo: true }), { status: 201 });
}

beforeEach(async () => {
  gevraagd = [];
  sessies = [
    { begonnenOp: '2026-11-21T20:00:00Z', verlooptOp: '2026-11-22T08:00:00Z', huidig: true },
    { begonnenOp: '2026-11-21T19:00:00Z', verlooptOp: '2026-11-22T07:00:00Z', huidig: false },
  ];
  vi.stubGlobal('fetch', (pad: string, init: RequestInit) => Promise.resolve(answer(pad, init)));
  await login('a');
});

afterEach(() => {
  forgetSessie();
  vi.unstubAllGlobals();
});

test('says who this is, for whom, and which sessions hold', async () => {
  render(Account);
  expect(screen.getByText('Opvang Voorbeeld')).toBeTruthy();
  expect(screen.getByText(/^Opvang\. Houdt de eigen plaatsen actueel/)).toBeTruthy();
  expect(await screen.findByText('Deze sessie')).toBeTruthy();
  expect(screen.getByText('Een andere sessie')).toBeTruthy();
});

test('logs out everywhere else', async () => {
  render(Account);
  await user.click(await screen.findByRole('button', { name: 'Log overal elders uit' }));
  expect(await screen.findByText('Overal elders bent u nu uitgelogd.')).toBeTruthy();
  expect(gevraagd).toContain('DELETE /v1/sessies/andere');
  expect(screen.queryByText('Een andere sessie')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Log overal elders uit' })).toBeNull();
});

test('turns the shortcut key off', async () => {
  render(Account);
  const vakje = screen.getByRole('checkbox', { name: 'De toets ? opent de hulp' });
  await user.click(vakje);
  expect(localStorage.getItem('sneltoets')).toBe('uit');
  await user.click(vakje);
  expect(localStorage.getItem('sneltoets')).toBeNull();
});
