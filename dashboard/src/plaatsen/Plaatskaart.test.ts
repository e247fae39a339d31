// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { live, stopLive, takePlaats, takePlaatsing } from '../live/live.svelte';
import { maakLivePlaats, maakPlaats, maakPlaatsing } from '../testgegevens/maak';
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
  [verzoeken, antwoorden] = [[], {}];
  vi.stubGlobal('fetch', (pad: string, init: RequestInit & { method: string }) => {
    const body = JSON.parse(String(init.body ?? '{}')) as Record<string, unknown>;
    verzoeken.push({ method: init.method, pad, headers: init.headers as Record<string, string>, body });
    return antwoorden[init.method]?.() ?? Promise.reject(new TypeError('network'));
  });
});

afterEach(() => {
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

  test('repeated after silence carries the same key and the same moment of seeing', async () => {
    render(Plaatskaart, { plaats: maakLivePlaats() });
    await user.click(screen.getByRole('button', { name: /Nog steeds vrij/ }));
    await user.click(screen.getByRole('button', { name: /Nog steeds vrij/ }));
    expect(verzoeken).toHaveLength(2);
    expect(verzoeken[1]).toEqual(verzoeken[0]);
  });
});

describe('a change of status', () => {
  test('that somebody else was ahead of is told in words, and the card shows what is true', async () => {
    const oud = { type: '/v1/problemen/revisie_verouderd', title: 'x', status: 412, detail: 'Iemand anders was eerst.' };
    antwoorden = { PUT: json(412, oud), GET: json(200, maakPlaats({ status: 'bezet', revisie: 4 })) };
    render(Plaatskaart, { plaats: maakLivePlaats({ revisie: 3, status: 'buiten_gebruik' }) });
    await user.click(screen.getByRole('button', { name: /Wijzig/ }));
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
