// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { stubDienst } from '../testgegevens/dienst';
import { maakPlaatsing } from '../testgegevens/maak';
import Registraties from './Registraties.svelte';

const user = userEvent.setup();

afterEach(() => void vi.unstubAllGlobals());

test('what was done is recorded whole or not, and what lacks is named', async () => {
  const gedaan = {
    id: 'r1',
    eigen: true,
    soort: 'veiligheidstaxatie',
    moment: 'uitstroom',
    gedaanOp: '2026-11-21T20:00:00Z',
    volledig: false,
    ontbreekt: ['instrument', 'oordeelClient'],
  };
  const bekend: object[] = [];
  const verzoeken = stubDienst(({ method }) => {
    if (method === 'GET') return [200, { registraties: bekend, volgende: null }];
    bekend.push(gedaan);
    return [201, gedaan];
  });
  render(Registraties, { plaatsing: maakPlaatsing({ status: 'beeindigd' }) });
  expect(await screen.findByText('Er is nog niets vastgelegd.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Veiligheidstaxatie' }));
  const medewerker = screen.getByRole('group', { name: 'Vindt de medewerker het veilig genoeg?' });
  await user.click(medewerker.querySelector('input[value="ja"]') ?? medewerker);
  await user.click(screen.getByRole('button', { name: 'Leg vast' }));
  expect(verzoeken.find(({ method }) => method === 'POST')).toMatchObject({
    pad: '/v1/plaatsingen/plaatsing-1/registraties',
    body: { soort: 'veiligheidstaxatie', moment: 'uitstroom', oordeelMedewerker: true },
  });
  expect(await screen.findByText('Veiligheidstaxatie: vastgelegd. Dit ontbreekt nog: welk instrument en het oordeel van de cliënt.')).toBeTruthy();
  expect(await screen.findByText(/door uw organisatie/)).toBeTruthy();
});
