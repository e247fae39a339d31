// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { stubDienst, weiger } from '../testgegevens/dienst';
import Inzagelog from './Inzagelog.svelte';
import { HANDELING, OORDEEL, WAAROM, WAAROM_UITLEG, type Inzage, type Steekproef } from './vormen';

const user = userEvent.setup();
const INZAGE: Inzage = {
  volgnummer: 7,
  op: '2026-11-21T02:10:00Z',
  account: { id: '0192a000-0000-7000-8000-000000000001', naam: 'Opvang (demo)' },
  rol: 'opvang',
  handeling: 'read_plaatsing',
  onderwerpSoort: 'plaatsing',
  onderwerp: '0192a000-0000-7000-8000-000000000002',
  uitkomst: 'getoond',
  reden: null,
  zaak: false,
  aantal: 1,
  inUur: 61,
  oorsprong: '0123'.repeat(4),
  spoor: '4bf9'.repeat(8),
  waarom: ['zonder_zaak', 'veel'],
  oordeel: null,
  beoordeeldOp: null,
};
const STAND: Steekproef = { steekproef: [INZAGE, { ...INZAGE, volgnummer: 6 }], inSteekproef: 4, beoordeeld: 1, procent: 25, volgende: null };

/** Two pages: behind the first there is one earlier look. */
const GEBLADERD = ({ pad }: { pad: string }): [number, Steekproef] => [
  200,
  pad.includes('cursor') ? { ...STAND, volgende: 6, steekproef: [{ ...INZAGE, volgnummer: 5 }] } : { ...STAND, volgende: 6 },
];

afterEach(() => void vi.unstubAllGlobals());

test('every look says why it is there, and one tap judges it', async () => {
  const verzoeken = stubDienst(({ method }) => (method === 'GET' ? [200, STAND] : [200, { volgnummer: 7, oordeel: 'in_orde', beoordeeldOp: INZAGE.op }]));
  render(Inzagelog);
  expect((await screen.findAllByText('Geen lopende zaak.')).length).toBe(2);
  expect(screen.getByText('25%')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'In orde: Opende een plaatsing 7' }));
  expect(await screen.findByText('Oordeel: In orde.')).toBeTruthy();
  expect(screen.getByText('50%')).toBeTruthy();
  expect(verzoeken.at(-1)).toMatchObject({ method: 'POST', pad: '/v1/inzagelog/7/beoordeling', body: { oordeel: 'in_orde' } });
  expect(screen.queryByRole('button', { name: 'In orde: Opende een plaatsing 7' })).toBeNull();
});

test('who asks first can say the last word later, and is not counted as done', async () => {
  stubDienst(({ method }) => (method === 'GET' ? [200, STAND] : [200, {}]));
  render(Inzagelog);
  await user.click(await screen.findByRole('button', { name: 'Navragen: Opende een plaatsing 7' }));
  expect(await screen.findByText('Oordeel: Navragen.')).toBeTruthy();
  expect(screen.getByText('25%')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Onterecht: Opende een plaatsing 7' })).toBeTruthy();
});

test('a refusal is told as it is', async () => {
  stubDienst(({ method }) => (method === 'GET' ? [200, STAND] : weiger(409, 'eigen_inzage', 'U hebt dit zelf ingezien.')));
  render(Inzagelog);
  await user.click(await screen.findByRole('button', { name: 'Onterecht: Opende een plaatsing 6' }));
  expect(await screen.findByText('U hebt dit zelf ingezien.')).toBeTruthy();
});

test('what was judged is asked for by itself, and earlier looks by their number', async () => {
  const verzoeken = stubDienst(GEBLADERD);
  render(Inzagelog);
  await user.click(await screen.findByRole('button', { name: 'Toon eerdere' }));
  expect(await screen.findByRole('button', { name: 'In orde: Opende een plaatsing 5' })).toBeTruthy();
  await user.click(screen.getByLabelText('Beoordeeld', { selector: 'input' }));
  await vi.waitFor(() => expect(verzoeken.length).toBe(3));
  expect(verzoeken.map(({ pad }) => pad)).toEqual([
    '/v1/inzagelog/steekproef?open=true',
    '/v1/inzagelog/steekproef?open=true&cursor=6',
    '/v1/inzagelog/steekproef?open=false',
  ]);
});

test('earlier looks that are asked for twice are there once', async () => {
  const verzoeken = stubDienst(GEBLADERD);
  render(Inzagelog);
  await user.dblClick(await screen.findByRole('button', { name: 'Toon eerdere' }));
  await vi.waitFor(() => expect(verzoeken.length).toBe(3));
  expect((await screen.findAllByRole('article')).length).toBe(3);
});

test('without a look there is nothing to do', async () => {
  stubDienst(() => [200, { ...STAND, steekproef: [], inSteekproef: 0, procent: 100 }]);
  render(Inzagelog);
  expect(await screen.findByText('Er is niets te beoordelen.')).toBeTruthy();
});

test('every reason is explained', () => {
  expect(Object.keys(WAAROM_UITLEG)).toEqual(Object.keys(WAAROM));
  expect(Object.keys(OORDEEL)).toEqual(['in_orde', 'navragen', 'onterecht']);
  expect(HANDELING['read_contact']).toBe('Vroeg een telefoonnummer op');
});
