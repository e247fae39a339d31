// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stopLive } from '../live/live.svelte';
import { loadGemeenten } from '../referentie.svelte';
import { maakAanvraag } from '../testgegevens/maak';
import { ACCOUNT, beginPostvak } from '../testgegevens/postvak';
import { clearPostvak, hurryPostvak, postvak } from '../verzending/postvak.svelte';
import NieuweAanvraag from './NieuweAanvraag.svelte';

const GEMEENTEN = ['Delft', 'Zwolle'].map((naam) => ({ code: naam, naam, veiligheidsregio: '', formeel: naam, feitelijk: naam }));
const user = userEvent.setup();
window.scrollTo = () => undefined;
let antwoorden: (() => Promise<Response>)[];
let verstuurd: { sleutel: string | undefined; body: string }[];

function json(status: number, body: unknown): () => Promise<Response> {
  return () => Promise.resolve(new Response(JSON.stringify(body), { status }));
}

beforeEach(async () => {
  beginPostvak();
  [antwoorden, verstuurd] = [[], []];
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  vi.stubGlobal('fetch', (pad: string, init: RequestInit) => {
    if (pad === '/v1/regels') return json(200, { regels: [{ naam: 'plaatsing_uren', waarde: 24 }] })();
    if (pad === '/v1/gemeenten') return json(200, { gemeenten: GEMEENTEN })();
    const headers = init.headers as Record<string, string>;
    verstuurd.push({ sleutel: headers['Idempotency-Key'], body: String(init.body) });
    return antwoorden.shift()?.() ?? Promise.reject(new TypeError('network'));
  });
  await loadGemeenten();
  render(NieuweAanvraag);
});

afterEach(() => {
  clearPostvak();
  stopLive();
  vi.unstubAllGlobals();
  history.replaceState(null, '', '/');
});

async function fillIn(): Promise<void> {
  await user.click(screen.getByLabelText('Verwey-Jonker: rood, door Opvangorganisatie'));
  await user.type(screen.getByLabelText('Datum'), '2026-11-21');
  await user.type(screen.getByLabelText('Tijd'), '0210');
  await user.click(screen.getByRole('button', { name: 'Kind van 4 jaar erbij' }));
  await user.type(screen.getByRole('combobox', { name: 'Gemeente waar het huishouden nu woont' }), 'del{Enter}');
}

const send = (): Promise<void> => user.click(screen.getByRole('button', { name: 'Zoek en reserveer een plaats' }));

describe('an empty form', () => {
  test('has no moment filled in and is not sent', async () => {
    expect(screen.getByLabelText<HTMLInputElement>('Datum').value).toBe('');
    expect(screen.getByLabelText<HTMLInputElement>('Tijd').value).toBe('');
    await screen.findByRole('button', { name: 'Zoek en reserveer een plaats' });
    await send();
    expect(verstuurd).toEqual([]);
    expect(screen.getAllByText('Kies hoe het gevaar is vastgesteld.')).toHaveLength(2);
  });
});

describe('a filled in form', () => {
  test('is sent with a key and leads to the aanvraag', async () => {
    antwoorden = [json(201, maakAanvraag())];
    await fillIn();
    await send();
    expect(JSON.parse(verstuurd[0]?.body ?? '')).toMatchObject({
      gemeente: 'Delft',
      vastgesteldOp: '2026-11-21T01:10:00Z',
      huishouden: { volwassenen: 1, kinderen: [{ leeftijd: 4 }] },
      nachten: 3,
    });
    expect(location.pathname).toBe('/aanvragen/aanvraag-1');
  });

  test('is not known after silence, is asked again under the same key, and leads to the aanvraag', async () => {
    antwoorden = [() => Promise.reject(new TypeError('network')), json(200, { account: { id: ACCOUNT } }), json(201, maakAanvraag())];
    await fillIn();
    await send();
    expect(screen.getByText('Onbekend, wordt gecontroleerd:')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Zoek en reserveer een plaats' }).disabled).toBe(true);
    hurryPostvak();
    await vi.waitFor(() => expect(location.pathname).toBe('/aanvragen/aanvraag-1'));
    expect(verstuurd[0]?.sleutel).toMatch(/^[0-9a-f-]{36}$/);
    expect(verstuurd.filter(({ sleutel }) => sleutel === verstuurd[0]?.sleutel)).toHaveLength(2);
    expect(postvak.gelukt).toEqual([]);
  });

  test('shows every fault of the service at its field and in the summary', async () => {
    const fouten = [
      { veld: 'huishouden.kinderen.0.leeftijd', fout: 'De leeftijd is 0 tot en met 17.' },
      { veld: 'vastgesteldOp', fout: 'Dit moment ligt in de toekomst.' },
    ];
    antwoorden = [json(400, { type: '/v1/problemen/ongeldige_invoer', title: 'x', status: 400, detail: 'Er zijn 2 fouten.', fouten })];
    await fillIn();
    await send();
    expect(screen.getByText('Er zijn 2 fouten.')).toBeTruthy();
    const kinderen = screen.getByRole('group', { name: /^Kinderen/ });
    expect(kinderen.textContent).toContain(fouten[0]?.fout);
    await user.click(screen.getByRole('link', { name: new RegExp(`^Kinderen.*${fouten[0]?.fout}`) }));
    expect(document.activeElement).toBe(kinderen);
  });
});
