// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { stubDienst, weiger } from '../testgegevens/dienst';
import type { Regel, Regelrij } from './voorstel';
import Regels from './Regels.svelte';

const user = userEvent.setup();
const VOORSTEL: Regelrij = {
  id: 'v1',
  naam: 'vraag_minuten',
  waarde: 7,
  geldigVanafDatum: '2026-12-01',
  geldigTotDatum: null,
  bron: 'Besluit',
  reden: 'Proef',
  voorgesteldDoor: 'iemand-anders',
  voorgesteldOp: '2026-11-21T20:00:00Z',
  goedgekeurdOp: null,
};
const REGEL: Regel = {
  naam: 'vraag_minuten',
  uitleg: 'Zo lang heeft een huis om te antwoorden.',
  eenheid: 'minuten',
  keuzes: null,
  waarde: 5,
  geldigVanafDatum: '2026-01-01',
  laagst: 1,
  hoogst: 60,
  historie: [{ ...VOORSTEL, id: 'h1', waarde: 5, goedgekeurdOp: '2026-01-01T00:00:00Z', voorgesteldDoor: null }],
  voorgesteld: [VOORSTEL],
};

afterEach(() => void vi.unstubAllGlobals());

test('what somebody else proposed is approved, and a refusal is told as it is', async () => {
  let gelukt = false;
  const verzoeken = stubDienst(({ method }) => {
    if (method === 'GET') return [200, { regels: [{ ...REGEL, voorgesteld: gelukt ? [] : [VOORSTEL] }], eersteIngangDatum: '2026-11-22' }];
    return gelukt ? [200, VOORSTEL] : weiger(409, 'regels_tegenstrijdig', 'Op 2026-12-01 zou dit hoger zijn dan dat.');
  });
  render(Regels);
  await user.click(await screen.findByRole('button', { name: /Keur goed/ }));
  expect(await screen.findByText('Op 2026-12-01 zou dit hoger zijn dan dat.')).toBeTruthy();
  gelukt = true;
  await user.click(screen.getByRole('button', { name: /Keur goed/ }));
  await vi.waitFor(() => expect(screen.queryByText(/Voorgesteld: 7 minuten/)).toBeNull());
  expect(verzoeken.filter(({ method }) => method === 'POST').map(({ pad }) => pad)).toEqual(Array(2).fill('/v1/regels/v1/goedkeuring'));
});

test('a proposal starts from what holds, on the first day that can be', async () => {
  const verzoeken = stubDienst(({ method }) =>
    method === 'GET' ? [200, { regels: [{ ...REGEL, voorgesteld: [] }], eersteIngangDatum: '2026-11-22' }] : [201, VOORSTEL],
  );
  render(Regels);
  await user.click(await screen.findByRole('button', { name: /Stel iets anders voor/ }));
  await user.type(screen.getByLabelText('Waar staat dit?'), 'Besluit');
  await user.type(screen.getByLabelText('Waarom verandert het?'), 'Proef');
  await user.click(screen.getByRole('button', { name: 'Stel voor' }));
  expect(verzoeken.find(({ method }) => method === 'POST')?.body).toEqual({
    naam: 'vraag_minuten',
    waarde: 5,
    geldigVanafDatum: '2026-11-22',
    bron: 'Besluit',
    reden: 'Proef',
  });
});
