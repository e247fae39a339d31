// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { live, stopLive, takePlaats, takePlaatsing } from '../live/live.svelte';
import { ACCOUNT, beginPostvak } from '../testgegevens/postvak';
import { maakLivePlaats, maakPlaats, maakPlaatsing } from '../testgegevens/maak';
import { clearPostvak } from '../verzending/postvak.svelte';
import Plaatskaart from './Plaatskaart.svelte';

interface Verzoek {
  method: string;
  pad: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

const user = userEvent.setup();
let verzoeken: Verzoek[];
let antwoorden: Record<string, () => Promise<Response>>;

function json(status: number, body: unknown): () => Promise<Response> {
  return () => Promise.resolve(new Response(JSON.stringify(body), { status }));
}

beforeEach(() => {
  beginPostvak();
  [verzoeken, antwoorden] = [[], {}];
  vi.stubGlobal('fetch', (pad: string, init: RequestInit & { method: string }) => {
    const body = JSON.parse(String(init.body ?? '{}')) as Record<string, unknown>;
    verzoeken.push({ method: init.method, pad, headers: init.headers as Record<string, string>, body });
    return antwoorden[init.method]?.() ?? Promise.reject(new TypeError('network'));
  });
});

afterEach(() => {
  clearPostvak();
  stopLive();
  vi.unstubAllGlobals();
});

describe('one tap', () => {
  test('says still free, as seen now', async () => {
    antwoorden = { POST: json(200, maakPlaats({ revisie: 9 })) };
    render(Plaatskaart, { plaats: maakLivePlaats({ onbevestigd: true }) });
    expect(screen.getByText('Vrij, onbevestigd')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /Nog steeds vrij/ }));
    expect(verzoeken[0]).toMatchObject({ method: 'POST', pad: '/v1/plaatsen/plaats-1/bevestiging', body: { status: 'vrij' } });
    expect(Date.parse(String(verzoeken[0]?.body['waargenomenOp']))).toBeGreaterThan(Date.now() - 10_000);
    expect(live.stand.plaatsen.get('plaats-1')?.revisie).toBe(9);
  });

  test('without a network waits on the card, and is sent once when there is one', async () => {
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    antwoorden = { POST: json(200, maakPlaats({ revisie: 9 })), GET: json(200, { account: { id: ACCOUNT } }) };
    render(Plaatskaart, { plaats: maakLivePlaats() });
    await user.dblClick(screen.getByRole('button', { name: /Nog steeds vrij/ }));
    expect(await screen.findByText('Wacht op netwerk:')).toBeTruthy();
    expect(screen.getAllByText(/nog steeds vrij, getikt om/)).toHaveLength(1);
    expect(verzoeken).toEqual([]);
    online.mockReturnValue(true);
    window.dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(screen.queryByText('Wacht op netwerk:')).toBeNull());
    expect(verzoeken.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(live.stand.plaatsen.get('plaats-1')?.revisie).toBe(9);
  });
});

describe('two taps', () => {
  test.each([
    ['Bezet, vanaf nu', { status: 'bezet', sindsOp: expect.any(String) }],
    ['Waterschade', { status: 'buiten_gebruik', reden: 'water', feit: true }],
  ])('say that it is %s', async (knop, body) => {
    antwoorden = { PUT: json(200, maakPlaats({ status: 'bezet', revisie: 4 })) };
    render(Plaatskaart, { plaats: maakLivePlaats({ revisie: 3 }) });
    await user.click(screen.getByRole('button', { name: /Wijzig/ }));
    await user.click(screen.getByRole('button', { name: knop }));
    expect(verzoeken[0]).toMatchObject({ method: 'PUT', pad: '/v1/plaatsen/plaats-1/status', body });
    expect(verzoeken[0]?.headers['If-Match']).toBe('"3"');
    expect(await screen.findByRole('button', { name: /Wijzig/ })).toBe(document.activeElement);
  });

  test('put the focus where the next tap is, and offer what it is not already', async () => {
    render(Plaatskaart, { plaats: maakLivePlaats({ status: 'bezet' }) });
    await user.click(screen.getByRole('button', { name: /Wijzig/ }));
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Vrij' }));
    expect(screen.queryByRole('button', { name: 'Bezet, vanaf nu' })).toBeNull();
  });
});

describe('a change of status', () => {
  test('that somebody else was ahead of is told in words, and the card shows what is true', async () => {
    const oud = { type: '/v1/problemen/revisie_verouderd', title: 'x', status: 412, detail: 'Iemand anders was eerst.' };
    antwoorden = { PUT: json(412, oud), GET: json(200, maakPlaats({ status: 'bezet', revisie: 4 })) };
    render(Plaatskaart, { plaats: maakLivePlaats({ revisie: 3, status: 'buiten_gebruik' }) });
    await user.click(screen.getByRole('button', { name: /Wijzig/ }));
    await user.click(screen.getByRole('button', { name: 'Een plan, of een ander moment' }));
    await user.click(screen.getByLabelText('Vrij'));
    await user.click(screen.getByRole('button', { name: 'Opslaan' }));
    expect(verzoeken[0]?.headers['If-Match']).toBe('"3"');
    expect(screen.getByText('Iemand anders was eerst.')).toBeTruthy();
    expect(screen.getByText(/De kaart is ververst/)).toBeTruthy();
    expect(live.stand.plaatsen.get('plaats-1')).toMatchObject({ status: 'bezet', revisie: 4 });
  });

  test('to out of use asks why and whether it is a fact before anything is sent', async () => {
    render(Plaatskaart, { plaats: maakLivePlaats() });
    await user.click(screen.getByRole('button', { name: /Wijzig/ }));
    await user.click(screen.getByRole('button', { name: 'Een plan, of een ander moment' }));
    await user.click(screen.getByLabelText('Buiten gebruik'));
    await user.click(screen.getByRole('button', { name: 'Opslaan' }));
    expect(verzoeken).toEqual([]);
    expect(screen.getByLabelText('Waarom?').getAttribute('aria-invalid')).toBe('true');
  });
});

test('two open cards give their fields ids of their own', async () => {
  render(Plaatskaart, { plaats: maakLivePlaats() });
  render(Plaatskaart, { plaats: maakLivePlaats({ id: 'plaats-2', referentie: '8RL3' }) });
  for (const knop of screen.getAllByRole('button', { name: /Wijzig/ })) await user.click(knop);
  for (const knop of screen.getAllByRole('button', { name: /Een plan/ })) await user.click(knop);
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a reserved place offers no tap: its status follows from the plaatsing', () => {
  render(Plaatskaart, { plaats: maakLivePlaats({ status: 'gereserveerd' }) });
  expect(screen.queryByRole('button')).toBeNull();
});

test('a place names the others of the household that it is held for, as long as they are', async () => {
  takePlaats(maakPlaats({ id: 'b', referentie: '8RL3' }));
  takePlaats(maakPlaats({ id: 'c', referentie: '9SM4' }));
  takePlaatsing(maakPlaatsing({ plaatsen: ['plaats-1', 'b', 'c'] }));
  render(Plaatskaart, { plaats: maakLivePlaats({ status: 'gereserveerd', plaatsing: 'plaatsing-1' }) });
  expect(screen.getByText('samen met plaatsen 8RL3 en 9SM4')).toBeTruthy();
  takePlaatsing(maakPlaatsing({ plaatsen: ['plaats-1', 'b'], revisie: 2 }));
  expect(await screen.findByText('samen met plaats 8RL3')).toBeTruthy();
  takePlaatsing(maakPlaatsing({ plaatsen: ['plaats-1'], revisie: 3 }));
  await vi.waitFor(() => expect(screen.queryByText(/samen met/)).toBeNull());
});
