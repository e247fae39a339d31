// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stopLive, takePlaats } from '../live/live.svelte';
import { stubDienst, weiger, type Verzoek } from '../testgegevens/dienst';
import { beginPostvak } from '../testgegevens/postvak';
import { maakPlaats } from '../testgegevens/maak';
import { clearPostvak } from '../verzending/postvak.svelte';
import Huizen from './Huizen.svelte';

const user = userEvent.setup();
let verzoeken: Verzoek[];
let eerst: boolean;
let uitleg: string | null;

beforeEach(() => {
  beginPostvak();
  eerst = false;
  uitleg = null;
  verzoeken = stubDienst(({ method, pad }) => {
    if (method === 'PUT' && eerst) return weiger(412, 'revisie_verouderd', 'Iemand anders was eerst.');
    if (method === 'PUT') return [200, { huis: 'huis-1', telefoonnummer: '+31381234567', revisie: 1 }];
    if (method === 'POST') return [200, { buitenGebruik: 0, warenBuitenGebruik: 0, teruggemeld: 0, bezet: 1 }];
    if (pad === '/v1/huizen') {
      return [200, { huizen: [{ id: 'huis-1', code: 'H1', centrumgemeente: 'GM0193', telefoonnummer: null, uitleg, contactRevisie: uitleg ? 4 : 0 }] }];
    }
    return [200, { centrumgemeenten: [] }];
  });
  takePlaats(maakPlaats({ status: 'bezet' }));
});

afterEach(() => {
  clearPostvak();
  stopLive();
  vi.unstubAllGlobals();
});

const gestuurd = (method: string): Verzoek[] => verzoeken.filter((verzoek) => verzoek.method === method);

test('a house without a number says so, and gets one', async () => {
  render(Huizen);
  expect(await screen.findByText('Er is nog geen nummer.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: /Vul het nummer in/ }));
  await user.type(screen.getByLabelText('Nummer dat dag en nacht wordt opgenomen'), '038 1234567');
  await user.click(screen.getByRole('button', { name: 'Sla op' }));
  expect(gestuurd('PUT')[0]).toMatchObject({ pad: '/v1/huizen/huis-1/contact', revisie: '"0"', body: { telefoonnummer: '038 1234567' } });
  expect(await screen.findByText('+31381234567')).toBeTruthy();
});

test('a number that cannot be read says so, and is given again', async () => {
  uitleg = 'Het nummer is bewaard, maar de dienst kan het niet lezen. Vul het opnieuw in.';
  render(Huizen);
  expect(await screen.findByText(uitleg)).toBeTruthy();
  expect(screen.queryByText('Er is nog geen nummer.')).toBeNull();
  await user.click(screen.getByRole('button', { name: /Vul het nummer in/ }));
  await user.type(screen.getByLabelText('Nummer dat dag en nacht wordt opgenomen'), '038 1234567');
  await user.click(screen.getByRole('button', { name: 'Sla op' }));
  expect(gestuurd('PUT')[0]).toMatchObject({ revisie: '"4"' });
  expect(await screen.findByText('+31381234567')).toBeTruthy();
  expect(screen.queryByText(uitleg)).toBeNull();
});

test('that somebody else was first is told, and the house is asked for again', async () => {
  eerst = true;
  render(Huizen);
  await user.click(await screen.findByRole('button', { name: /Vul het nummer in/ }));
  await user.type(screen.getByLabelText('Nummer dat dag en nacht wordt opgenomen'), '038 1234567');
  await user.click(screen.getByRole('button', { name: 'Sla op' }));
  expect(await screen.findByText('Iemand anders was eerst.')).toBeTruthy();
  await vi.waitFor(() => expect(verzoeken.filter(({ pad }) => pad === '/v1/huizen')).toHaveLength(2));
});

test('a whole house goes out after a warning about who is inside, with a reason', async () => {
  render(Huizen);
  await user.click(await screen.findByRole('button', { name: /Heel huis uit gebruik/ }));
  expect(screen.getByText(/Op 1 plaats zit nu iemand: zorg eerst voor hun veiligheid/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Ja, heel huis uit gebruik' }));
  expect(gestuurd('POST')).toEqual([]);
  await user.selectOptions(screen.getByLabelText('Wat is er met het huis?'), 'brand');
  await user.click(screen.getByRole('button', { name: 'Ja, heel huis uit gebruik' }));
  expect(gestuurd('POST')[0]).toMatchObject({ pad: '/v1/huizen/huis-1/uitval', body: { reden: 'brand' } });
  expect(await screen.findByText('Het hele huis is uit gebruik.')).toBeTruthy();
});
