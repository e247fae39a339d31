// @vitest-environment jsdom
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stopLive, takeMelding, takePlaatsing } from '../live/live.svelte';
import { maakAanvraag, maakMelding, maakPlaatsing, maakVoorstel } from '../testgegevens/maak';
import { beginPostvak } from '../testgegevens/postvak';
import { clearPostvak } from '../verzending/postvak.svelte';
import type { Aanvraag } from '../wire/contract';
import Detail from './Detail.svelte';

const user = userEvent.setup();
let aanvraag: Aanvraag;
let verstuurd: [string, unknown][];
let gelezen: number;

beforeEach(() => {
  beginPostvak();
  [aanvraag, verstuurd, gelezen] = [maakAanvraag(), [], 0];
  vi.stubGlobal('fetch', (pad: string, init: RequestInit) => {
    if (init.method === 'GET') {
      gelezen += 1;
      return Promise.resolve(new Response(JSON.stringify(aanvraag)));
    }
    verstuurd.push([pad, JSON.parse(String(init.body))]);
    if (init.method === 'PATCH') return Promise.resolve(new Response(JSON.stringify(maakAanvraag({ revisie: 2 }))));
    const antwoord = pad.includes('/intrekking') ? maakAanvraag({ status: 'ingetrokken', plaatsing: null, revisie: 2 }) : maakPlaatsing();
    return Promise.resolve(new Response(JSON.stringify(antwoord)));
  });
});

afterEach(() => {
  clearPostvak();
  stopLive();
  vi.unstubAllGlobals();
});

describe('a reservering', () => {
  test('tells why this place', async () => {
    render(Detail, { id: 'aanvraag-1' });
    expect(await screen.findByText('Waarom deze plaats')).toBeTruthy();
    expect(screen.getByText('Past precies.')).toBeTruthy();
    expect(screen.getByText('Het huis heeft nog niet ja gezegd.')).toBeTruthy();
  });

  test('is confirmed with the expected arrival, which has no default', async () => {
    render(Detail, { id: 'aanvraag-1' });
    await user.click(await screen.findByText('Een andere tijd van aankomst'));
    await user.click(await screen.findByRole('button', { name: 'Bevestig deze plaats' }));
    expect(verstuurd).toEqual([]);
    await user.type(screen.getByLabelText('Datum'), '2026-11-22');
    await user.type(screen.getByLabelText('Tijd'), '1:30');
    await user.click(screen.getByRole('button', { name: 'Bevestig deze plaats' }));
    expect(verstuurd).toEqual([['/v1/plaatsingen/plaatsing-1/bevestiging', { verwachteAankomstOp: '2026-11-22T00:30:00Z' }]]);
  });

  test('is confirmed with one tap, for an arrival on a quarter of an hour ahead', async () => {
    render(Detail, { id: 'aanvraag-1' });
    await user.click(await screen.findByRole('button', { name: /^Bevestig: over 2 uur/ }));
    const [[pad, body]] = verstuurd as [[string, { verwachteAankomstOp: string }]];
    expect(pad).toBe('/v1/plaatsingen/plaatsing-1/bevestiging');
    expect(Date.parse(body.verwachteAankomstOp) - Date.now()).toBeGreaterThan(119 * 60_000);
    expect(body.verwachteAankomstOp).toMatch(/:(00|15|30|45):00Z$/);
  });

  test('that the house did not look at says whom to call', async () => {
    render(Detail, { id: 'aanvraag-1' });
    await screen.findByText('Het huis heeft nog niet ja gezegd.');
    expect(screen.queryByText('Nog niet gezien: bel.')).toBeNull();
    takeMelding(maakMelding({ meldingsoort: 'niet_gezien', rol: 'coordinator', onderwerpSoort: 'aanvraag', onderwerp: 'aanvraag-1' }));
    expect(await screen.findByText('Nog niet gezien: bel.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Toon het nummer van het huis' })).toBeTruthy();
  });

  test('can be changed for another voorstel', async () => {
    aanvraag = maakAanvraag({ voorstellen: [maakVoorstel(), maakVoorstel({ rang: 2, plaatsen: ['plaats-2'] })] });
    render(Detail, { id: 'aanvraag-1' });
    await user.click(await screen.findByRole('button', { name: /Neem deze/ }));
    expect(verstuurd).toEqual([['/v1/plaatsingen/plaatsing-1/ander-voorstel', { plaatsen: ['plaats-2'] }]]);
  });

  test('on several places says so, and is confirmed as a whole', async () => {
    const plaatsen = ['a', 'b'];
    aanvraag = maakAanvraag({
      plaatsing: maakPlaatsing({ plaatsen }),
      voorstellen: [maakVoorstel({ plaatsen, personenMax: 10 }), maakVoorstel({ rang: 2, plaatsen: ['c', 'd', 'e'], personenMax: 12 })],
    });
    render(Detail, { id: 'aanvraag-1' });
    expect(await screen.findByText('2 plaatsen in één huis, samen voor 10 personen, 3 nachten')).toBeTruthy();
    expect(screen.getByText('3 plaatsen in één huis, samen voor 12 personen')).toBeTruthy();
    expect(screen.getByText('Waarom deze plaatsen')).toBeTruthy();
    expect(screen.getByRole('heading', { name: /^Bevestig deze 2 plaatsen/ })).toBeTruthy();
  });

  test('is asked for again when the service says that something changed', async () => {
    render(Detail, { id: 'aanvraag-1' });
    await screen.findByText('Het huis heeft nog niet ja gezegd.');
    await waitFor(() => expect(gelezen).toBe(2));
    aanvraag = maakAanvraag({ plaatsing: maakPlaatsing({ geaccepteerdOp: '2026-11-21T20:05:00Z', revisie: 2 }) });
    takePlaatsing(aanvraag.plaatsing ?? maakPlaatsing());
    expect(await screen.findByText(/Het huis heeft ja gezegd/)).toBeTruthy();
  });
});

describe('a house that cannot', () => {
  const terug = maakPlaatsing({ status: 'teruggemeld', reden: 'plaats_onbruikbaar', beeindigdOp: '2026-11-21T21:00:00Z' });

  test('after confirmation leaves a choice that is proposed and not made', async () => {
    const voorstellen = [maakVoorstel({ plaatsen: ['plaats-2'] }), maakVoorstel({ rang: 2, plaatsen: ['plaats-3'] })];
    aanvraag = maakAanvraag({ status: 'zonder_plaats', plaatsing: terug, voorstellen });
    render(Detail, { id: 'aanvraag-1' });
    expect(await screen.findByText(/kan dit huishouden niet ontvangen/)).toBeTruthy();
    expect(screen.getByText(/Reden: De plaats is onbruikbaar/)).toBeTruthy();
    expect(screen.getByText('Wij stellen voor')).toBeTruthy();
    expect(verstuurd).toEqual([]);
    const knoppen = screen.getAllByRole('button', { name: /Neem deze/ });
    expect(knoppen.map((knop) => knop.classList.contains('nl-button--primary'))).toEqual([true, false]);
    await user.click(knoppen[0] ?? document.body);
    expect(verstuurd).toEqual([['/v1/plaatsingen/plaatsing-1/ander-voorstel', { plaatsen: ['plaats-2'] }]]);
  });

  test('and nothing else that fits says so', async () => {
    aanvraag = maakAanvraag({ status: 'zonder_plaats', plaatsing: terug, voorstellen: [] });
    render(Detail, { id: 'aanvraag-1' });
    expect(await screen.findByText(/Er past nu geen andere plaats/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Neem deze/ })).toBeNull();
  });

  test('before confirmation has been replaced already, and that is told', async () => {
    takePlaatsing(maakPlaatsing({ id: 'eerst', status: 'teruggemeld', centrumgemeente: 'GM0114', reden: 'al_bezet' }));
    render(Detail, { id: 'aanvraag-1' });
    expect(await screen.findByText(/Dit is een andere plaats dan eerst: het huis in GM0114 kon niet/)).toBeTruthy();
    expect(screen.getByRole('button', { name: /^Bevestig: over 1 uur/ })).toBeTruthy();
  });
});

describe('an aanvraag', () => {
  test('without a place names the knelpunt', async () => {
    aanvraag = maakAanvraag({
      status: 'zonder_plaats',
      plaatsing: null,
      voorstellen: [],
      knelpunt: { code: 'te_groot', tekst: 'Er is geen plaats voor 9 personen.', verlooptOp: null },
    });
    render(Detail, { id: 'aanvraag-1' });
    expect(await screen.findByText('Er is geen plaats voor 9 personen.')).toBeTruthy();
  });

  test('for which houses are asked shows the clock of their answer', async () => {
    const verlooptOp = new Date(Date.now() + 200_000).toISOString();
    aanvraag = maakAanvraag({
      status: 'zonder_plaats',
      plaatsing: null,
      voorstellen: [],
      knelpunt: { code: 'gevraagd', tekst: '5 huizen gevraagd.', verlooptOp },
    });
    render(Detail, { id: 'aanvraag-1' });
    expect(await screen.findByText('We vragen nu huizen of een plaats echt vrij is.')).toBeTruthy();
    expect(screen.getByText('5 huizen gevraagd.')).toBeTruthy();
    expect(screen.getByText(/^Nog 3:\d\d$/)).toBeTruthy();
  });

  test('that changed is weighed again from the revisie on screen, and says only what changed', async () => {
    render(Detail, { id: 'aanvraag-1' });
    await user.click(await screen.findByRole('button', { name: 'Er is iets veranderd' }));
    await user.click(screen.getByRole('button', { name: 'Kind van 1 jaar erbij' }));
    await user.click(screen.getByRole('button', { name: 'Leg vast en weeg opnieuw' }));
    expect(verstuurd).toMatchObject([['/v1/aanvragen/aanvraag-1', { huishouden: { kinderen: [{ leeftijd: 4 }, { leeftijd: 1 }] } }]]);
    expect(Object.keys(verstuurd[0]?.[1] as object)).toEqual(['huishouden']);
    expect(await screen.findByText(/Er is opnieuw gewogen/)).toBeTruthy();
  });

  test('is withdrawn with a reason from the list', async () => {
    render(Detail, { id: 'aanvraag-1' });
    await user.click(await screen.findByText('Aanvraag intrekken'));
    await user.click(screen.getByRole('button', { name: 'Trek de aanvraag in' }));
    expect(verstuurd).toEqual([]);
    await user.selectOptions(screen.getByLabelText('Reden'), 'zelf_opgelost');
    await user.click(screen.getByRole('button', { name: 'Trek de aanvraag in' }));
    expect(verstuurd).toEqual([['/v1/aanvragen/aanvraag-1/intrekking', { reden: 'zelf_opgelost' }]]);
    expect(await screen.findByText('Deze aanvraag is ingetrokken.')).toBeTruthy();
  });
});
