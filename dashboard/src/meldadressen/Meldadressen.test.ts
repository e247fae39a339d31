// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stubDienst, weiger, type Verzoek } from '../testgegevens/dienst';
import Meldadressen from './Meldadressen.svelte';
import type { Bezorging, Meldadres } from './vormen';

const user = userEvent.setup();
const WEBHOOK: Meldadres = {
  id: 'm1',
  soort: 'webhook',
  adres: 'https://voorbeeld.nl/haak',
  alleenDringend: false,
  toegevoegdOp: '2026-11-21T20:00:00Z',
  revisie: 1,
};
const GEBLEVEN: Bezorging = {
  id: 'b1',
  meldadres: 'm1',
  adres: WEBHOOK.adres,
  titel: 'Er komt iemand aan',
  dringend: true,
  status: 'onbestelbaar',
  pogingen: 9,
  aangemaaktOp: '2026-11-21T20:00:00Z',
  volgendeOp: null,
  bezorgdOp: null,
  fout: 'De ontvanger antwoordde met 500.',
  revisie: 10,
};

let lijst: Meldadres[];
let bezorgingen: Bezorging[];
let verzoeken: Verzoek[];

beforeEach(() => {
  [lijst, bezorgingen] = [[], []];
  verzoeken = stubDienst(({ method, pad }) => {
    if (method === 'DELETE') return [204, null];
    if (pad.endsWith('/proef')) return weiger(409, 'geen_mailserver', 'Er is geen mailserver ingesteld.');
    if (pad.endsWith('/herhaling')) return [202, { ...GEBLEVEN, status: 'wachtend', revisie: 11 }];
    if (pad.startsWith('/v1/bezorgingen')) return [200, { bezorgingen, volgende: null }];
    if (method === 'GET') return [200, { meldadressen: lijst, volgende: null }];
    lijst = [WEBHOOK];
    return [201, { ...WEBHOOK, geheim: 'een-geheim' }];
  });
});

afterEach(() => void vi.unstubAllGlobals());

const gestuurd = (method: string): Verzoek[] => verzoeken.filter((verzoek) => verzoek.method === method);

test('the secret of a new webhook is shown once', async () => {
  render(Meldadressen);
  await user.click(screen.getByRole('button', { name: 'Voeg een meldadres toe' }));
  await user.click(screen.getByRole('button', { name: 'Voeg toe' }));
  expect(gestuurd('POST')).toEqual([]);
  await user.click(screen.getByLabelText(/^Webhook/));
  await user.type(screen.getByLabelText('Adres van de webhook'), 'https://voorbeeld.nl/haak');
  await user.click(screen.getByRole('button', { name: 'Voeg toe' }));
  expect(gestuurd('POST')[0]?.body).toEqual({ soort: 'webhook', adres: 'https://voorbeeld.nl/haak', alleenDringend: false });
  expect(await screen.findByText('een-geheim')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Ik heb het bewaard' }));
  expect(screen.queryByText('een-geheim')).toBeNull();
});

test('why a test message cannot go is told in the words of the service', async () => {
  lijst = [WEBHOOK];
  render(Meldadressen);
  await user.click(await screen.findByRole('button', { name: /Stuur een proef/ }));
  expect(await screen.findByText('Er is geen mailserver ingesteld.')).toBeTruthy();
});

test('is removed after a second look, at the revisie that was seen', async () => {
  lijst = [{ ...WEBHOOK, revisie: 3 }];
  render(Meldadressen);
  await user.click(await screen.findByRole('button', { name: /Haal weg/ }));
  expect(gestuurd('DELETE')).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Ja, haal weg' }));
  expect(gestuurd('DELETE')[0]).toMatchObject({ pad: '/v1/meldadressen/m1', revisie: '"3"' });
  expect(await screen.findByText(/Het meldadres is weg/)).toBeTruthy();
});

test('a dead letter says why, and can be sent again', async () => {
  bezorgingen = [GEBLEVEN];
  render(Meldadressen);
  expect(await screen.findByText('De ontvanger antwoordde met 500.')).toBeTruthy();
  expect(screen.getByText(/Niet aangekomen, 9 keer geprobeerd/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: /Opnieuw/ }));
  expect(gestuurd('POST')[0]?.pad).toBe('/v1/bezorgingen/b1/herhaling');
  expect(await screen.findByText(/Wacht, 9 keer geprobeerd/)).toBeTruthy();
  await user.click(screen.getByLabelText('Alleen wat niet aankwam'));
  expect(verzoeken.at(-1)?.pad).toBe('/v1/bezorgingen?status=onbestelbaar');
});
