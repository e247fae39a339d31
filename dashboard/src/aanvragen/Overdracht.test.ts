// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { stubDienst } from '../testgegevens/dienst';
import { maakPlaatsing } from '../testgegevens/maak';
import Overdracht from './Overdracht.svelte';

const user = userEvent.setup();
const HALF = {
  id: 'r1',
  eigen: true,
  soort: 'warme_overdracht',
  moment: 'instroom',
  gedaanOp: '2026-11-21T20:00:00Z',
  volledig: false,
  ontbreekt: ['aanwezig.client'],
};

afterEach(() => void vi.unstubAllGlobals());

test('is ticked off and recorded as done now, and says what lacks', async () => {
  const verzoeken = stubDienst(({ method }) => (method === 'GET' ? [200, { registraties: [], volgende: null }] : [201, HALF]));
  render(Overdracht, { plaatsing: maakPlaatsing({ status: 'bevestigd' }) });
  await user.click(await screen.findByRole('button', { name: 'Leg de overdracht vast' }));
  expect(screen.getByText('Er is nog niets aangevinkt.')).toBeTruthy();
  for (const punt of [/^Informatie/, /^Context/, /^Afspraken/, 'Met beeld']) await user.click(screen.getByLabelText(punt));
  expect(screen.getByText('4 van 7')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Leg de overdracht vast' }));
  const verstuurd = verzoeken.find(({ method }) => method === 'POST');
  expect(verstuurd).toMatchObject({
    pad: '/v1/plaatsingen/plaatsing-1/registraties',
    body: { soort: 'warme_overdracht', moment: 'instroom', wijze: 'video', onderdelen: ['informatie', 'context', 'ketenpartnerafspraken'] },
  });
  expect(await screen.findByText('Ontbreekt: de cliënt was erbij.')).toBeTruthy();
  expect(screen.getByText('0 van 7')).toBeTruthy();
});

test('that was done needs no list any more', async () => {
  stubDienst(() => [200, { registraties: [{ ...HALF, volledig: true, ontbreekt: [] }], volgende: null }]);
  render(Overdracht, { plaatsing: maakPlaatsing({ status: 'aangekomen' }) });
  expect(await screen.findByText(/^Gedaan en compleet/)).toBeTruthy();
  expect(screen.queryByRole('checkbox')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Leg nog een overdracht vast' }));
  expect(screen.getAllByRole('checkbox')).toHaveLength(6);
});
