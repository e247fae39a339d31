// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import App from './App.svelte';
import { live } from './live/live.svelte';
import { forgetSessie } from './sessie.svelte';
import type { Rol } from './wire/contract';

const user = userEvent.setup();
window.scrollTo = () => undefined;
let ingelogd: Rol | null;
let metDemo = true;
let uiterlijkOp: string;
let aanbieders: { code: string; naam: string }[];
let sockets: { onclose: ((e: { code: number }) => void) | null }[];

function json(status: number, body: unknown): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), { status });
}

const NIET_INGELOGD = { type: '/v1/problemen/niet_ingelogd', title: 'x', status: 401, detail: 'Log in.' };

function sessie(rol: Rol): object {
  return {
    account: { id: rol, naam: `Iemand (${rol})`, rol },
    organisatie: { id: 'o', naam: 'Opvang Voorbeeld', soort: 'opvangorganisatie', centrumgemeente: null },
    verlooptOp: uiterlijkOp,
    uiterlijkOp,
    aanbieder: metDemo ? null : 'proef',
    demo: metDemo,
  };
}

function answer(pad: string, init: RequestInit): Response {
  if (pad === '/v1/sessies/huidige' && init.method === 'DELETE') ingelogd = null;
  if (pad === '/v1/aanmelding') return json(200, { sessie: ingelogd && sessie(ingelogd), demo: metDemo });
  if (pad === '/v1/aanbieders') return json(200, { aanbieders, volgende: null });
  if (pad === '/v1/demo-sessies') ingelogd = (JSON.parse(String(init.body)) as { account: Rol }).account;
  if (pad === '/v1/demo-accounts') {
    const rollen: Rol[] = ['coordinator', 'opvang', 'gemeente', 'landelijk', 'auditor', 'systeembeheerder', 'fg'];
    const organisatie = (rol: Rol): object => ({ id: rol, naam: `Organisatie van ${rol}` });
    return json(200, { demoAccounts: rollen.map((rol) => ({ id: rol, naam: rol, rol, organisatie: organisatie(rol) })) });
  }
  if (pad.startsWith('/v1/inzagelog')) return json(200, { steekproef: [], inSteekproef: 0, beoordeeld: 0, procent: 100, volgende: null });
  if (pad.startsWith('/v1/gemeenten')) return json(200, { gemeenten: [] });
  if (pad === '/v1/organisaties') return json(200, { organisaties: [] });
  if (pad === '/v1/regels') return json(200, { regels: [], eersteIngangDatum: '2026-11-22' });
  if (pad.startsWith('/v1/centrumgemeenten')) return json(200, { centrumgemeenten: [] });
  if (init.method === 'DELETE') return json(204, null);
  return ingelogd ? json(200, sessie(ingelogd)) : json(401, NIET_INGELOGD);
}

beforeEach(() => {
  [ingelogd, sockets] = [null, []];
  [metDemo, aanbieders, uiterlijkOp] = [true, [], new Date(Date.now() + 8 * 3_600_000).toISOString()];
  history.replaceState(null, '', '/');
  vi.stubGlobal('fetch', (pad: string, init: RequestInit) => Promise.resolve(answer(pad, init)));
  class StilleSocket {
    onclose = null;
    readyState = 0;
    constructor() {
      sockets.push(this);
    }
    close(): void {
      this.readyState = 3;
    }
  }
  vi.stubGlobal('WebSocket', StilleSocket);
});

afterEach(() => {
  forgetSessie();
  vi.unstubAllGlobals();
});

/** A page is loaded when it is opened: on a busy machine that takes a while the first time. */
const heading = (naam: string): Promise<HTMLElement> => screen.findByRole('heading', { level: 1, name: naam }, { timeout: 4_000 });

describe('who is not logged in', () => {
  test('chooses an account under a plain word that this is a demonstration', async () => {
    render(App);
    await heading('Inloggen voor de demonstratie');
    expect(screen.getByText('Dit is een demonstratie met verzonnen gegevens.')).toBeTruthy();
    expect(location.pathname).toBe('/inloggen');
    expect(sockets).toHaveLength(0);
  });

  test.each([
    ['coordinator', 'Aanvragen', '/aanvragen'],
    ['opvang', 'Plaatsen', '/plaatsen'],
    ['gemeente', 'Landelijk beeld', '/landelijk'],
    ['landelijk', 'Landelijk beeld', '/landelijk'],
    ['auditor', 'Dossier', '/dossier'],
    ['systeembeheerder', 'Regels', '/regels'],
    ['fg', 'Wie keek wat na', '/inzagelog'],
  ])('lands as %s on %s', async (rol, kop, pad) => {
    render(App);
    await user.click(await screen.findByRole('button', { name: new RegExp(`Organisatie van ${rol}`) }));
    await heading(kop);
    expect(location.pathname).toBe(pad);
    expect(screen.getByText(`Iemand (${rol})`)).toBeTruthy();
  });

  test('and finds no accounts to choose from on a server that is no demonstration', async () => {
    metDemo = false;
    render(App);
    await heading('Inloggen');
    expect(await screen.findByText(/Op deze installatie kan nog niemand inloggen/)).toBeTruthy();
    expect(screen.queryByText('Dit is een demonstratie met verzonnen gegevens.')).toBeNull();
  });

  test('and looks over the looks of others does so without a live connection', async () => {
    render(App);
    await user.click(await screen.findByRole('button', { name: /Organisatie van fg/ }));
    await heading('Wie keek wat na');
    expect(sockets).toHaveLength(0);
  });
});

describe('who is logged in', () => {
  test('moves between pages without loading again, back included, with the focus on the heading', async () => {
    ingelogd = 'coordinator';
    render(App);
    await heading('Aanvragen');
    await user.click(screen.getByRole('link', { name: 'Landelijk beeld' }));
    expect(document.activeElement).toBe(await heading('Landelijk beeld'));
    expect(screen.getByRole('link', { name: 'Landelijk beeld' }).getAttribute('aria-current')).toBe('page');
    history.back();
    await heading('Aanvragen');
  });

  test('finds no page of another role', async () => {
    ingelogd = 'gemeente';
    history.replaceState(null, '', '/aanvragen');
    render(App);
    await heading('Deze pagina is er niet');
  });

  test.each([
    ['auditor', 0],
    ['gemeente', 1],
  ])('as %s follows the country and is told things, or neither', async (rol, verbindingen) => {
    ingelogd = rol as Rol;
    render(App);
    await heading(rol === 'auditor' ? 'Dossier' : 'Landelijk beeld');
    expect(sockets).toHaveLength(verbindingen);
    expect(screen.queryAllByRole('region', { name: 'Meldingen laden' })).toHaveLength(verbindingen);
  });

  test('finds what is rarely needed behind a button, and is there with one tap', async () => {
    ingelogd = 'opvang';
    render(App);
    await heading('Plaatsen');
    await user.click(screen.getByText('Meer'));
    await user.click(screen.getByRole('link', { name: 'Normsignalen' }));
    await heading('Normsignalen');
    expect(screen.getByText('Meer').closest('details')?.open).toBe(false);
  });

  test('logs out, and nothing of the session stays', async () => {
    ingelogd = 'opvang';
    render(App);
    await heading('Plaatsen');
    await user.click(screen.getByRole('button', { name: 'Uitloggen' }));
    await heading('Inloggen voor de demonstratie');
    expect(ingelogd).toBeNull();
    expect(live.stand.epoch).toBeNull();
    expect(screen.queryByText('Iemand (opvang)')).toBeNull();
  });

  test('and whose rights ended hears why and logs in again', async () => {
    ingelogd = 'landelijk';
    render(App);
    await heading('Landelijk beeld');
    sockets[0]?.onclose?.({ code: 4003 });
    await heading('Inloggen voor de demonstratie');
    expect(screen.getByText('Uw rechten zijn veranderd. Log opnieuw in.')).toBeTruthy();
  });
});

describe('who came with a provider', () => {
  const sluit = vi.fn();

  beforeEach(() => {
    metDemo = false;
    aanbieders = [{ code: 'proef', naam: 'Gemeente Proef' }];
    HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
      this.open = true;
    };
    vi.stubGlobal('close', sluit);
  });

  const zend = (reden: string): void => {
    const zender = new BroadcastChannel('capaciteit-ingelogd');
    zender.postMessage(reden);
    zender.close();
  };

  test('finds a link to each provider, which the browser follows itself', async () => {
    render(App);
    await heading('Inloggen');
    const link = await screen.findByRole('link', { name: 'Gemeente Proef' });
    expect([link.getAttribute('href'), link.getAttribute('target')]).toEqual(['/v1/aanmelden/proef?terug=/', '_self']);
  });

  test.each([
    ['geen_toegang', /U hebt hier geen toegang/],
    ['ingetrokken', /Uw account is ingetrokken/],
    ['constructor', /Het inloggen is niet gelukt/],
  ])('and was refused for %s reads why', async (reden, zin) => {
    history.replaceState(null, '', `/inloggen?fout=${reden}`);
    render(App);
    expect((await screen.findByRole('alert')).textContent).toMatch(zin);
  });

  test('goes on where they were when the session has lasted its time, with what was typed', async () => {
    ingelogd = 'coordinator';
    uiterlijkOp = new Date(Date.now() + 1000).toISOString();
    render(App);
    await heading('Aanvragen');
    const blad = screen.getByRole('main');
    sockets[0]?.onclose?.({ code: 4003 });
    await screen.findByRole('dialog', { name: 'Uw sessie is voorbij' });
    expect(blad.classList.contains('voorbij')).toBe(true);
    const open = vi.fn();
    vi.stubGlobal('open', open);
    await user.click(screen.getAllByRole('button', { name: 'Log opnieuw in' }).at(-1) as HTMLElement);
    expect(open).toHaveBeenCalledWith('/v1/aanmelden/proef?terug=/ingelogd&opnieuw=true');
    zend('afgebroken');
    expect((await screen.findAllByText('U hebt het inloggen afgebroken. Er is niets gebeurd.')).length).toBeGreaterThan(0);
    uiterlijkOp = new Date(Date.now() + 8 * 3_600_000).toISOString();
    zend('');
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByRole('main')).toBe(blad);
    expect(blad.classList.contains('voorbij')).toBe(false);
    await vi.waitFor(() => expect(sockets).toHaveLength(2));
  });

  test('finds nothing of who was here before, when another logs in', async () => {
    ingelogd = 'coordinator';
    uiterlijkOp = new Date(Date.now() + 1000).toISOString();
    render(App);
    await heading('Aanvragen');
    sockets[0]?.onclose?.({ code: 4003 });
    await screen.findByRole('dialog');
    ingelogd = 'gemeente';
    zend('');
    await heading('Inloggen');
    expect(screen.queryByText('Iemand (coordinator)')).toBeNull();
  });

  test('whose rights end before that loses everything at once', async () => {
    ingelogd = 'coordinator';
    render(App);
    await heading('Aanvragen');
    sockets[0]?.onclose?.({ code: 4003 });
    await heading('Inloggen');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  test('is asked a quarter of an hour before the end', async () => {
    ingelogd = 'landelijk';
    uiterlijkOp = new Date(Date.now() + 10 * 60_000).toISOString();
    render(App);
    await heading('Landelijk beeld');
    expect(screen.getByText(/Uw sessie eindigt om \d\d:\d\d/)).toBeTruthy();
  });

  test('lands in the window that was opened for it, which tells the others and closes', async () => {
    ingelogd = 'landelijk';
    history.replaceState(null, '', '/ingelogd');
    const gehoord = vi.fn();
    const zender = new BroadcastChannel('capaciteit-ingelogd');
    zender.onmessage = ({ data }: MessageEvent<unknown>) => gehoord(data);
    render(App);
    await heading('U bent weer ingelogd');
    await vi.waitFor(() => expect(gehoord).toHaveBeenCalledWith(''));
    expect(sluit).toHaveBeenCalled();
    zender.close();
  });
});

test('everything is in English after one tap, and stays so', async () => {
  ingelogd = 'auditor';
  render(App);
  await heading('Dossier');
  await user.click(screen.getByRole('button', { name: 'English' }));
  expect(await screen.findByRole('button', { name: 'Log out' })).toBeTruthy();
  expect([document.documentElement.lang, localStorage.getItem('taal')]).toEqual(['en', 'en']);
  await user.click(screen.getByRole('button', { name: 'Nederlands' }));
  expect(await screen.findByRole('button', { name: 'Uitloggen' })).toBeTruthy();
});
