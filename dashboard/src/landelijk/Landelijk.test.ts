// @vitest-environment jsdom
import { render, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stopLive } from '../live/live.svelte';
import { login } from '../sessie.svelte';
import { connectLive, maakStandBericht, type Overkant } from '../testgegevens/live';
import { maakBezetting, maakNormsignaal } from '../testgegevens/maak';
import Landelijk from './Landelijk.svelte';

const SESSIE = {
  account: { id: 'a', naam: 'Ambtenaar', rol: 'gemeente' },
  organisatie: { id: 'o', naam: 'Gemeente Zwolle', soort: 'gemeente', centrumgemeente: 'GM0193' },
  verlooptOp: '2027-01-01T00:00:00Z',
  demo: true,
};
let overkant: Overkant;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T20:00:00Z') });
  vi.stubGlobal('fetch', (pad: string) => {
    const antwoord = pad.includes('/demo-sessies') ? SESSIE : { centrumgemeenten: [] };
    return Promise.resolve(new Response(JSON.stringify(antwoord)));
  });
  await login('a');
  overkant = connectLive();
});

afterEach(() => {
  stopLive();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the own duty of a gemeente', () => {
  test('is on top, in words and not in colour alone, and moves with what happens', async () => {
    await overkant.say(maakStandBericht({ bezetting: [maakBezetting({ inzetbaar: 3, vrij: 2 }), maakBezetting({ code: 'GM0363', naam: 'Amsterdam' })] }));
    render(Landelijk, { rol: 'gemeente' });
    const plicht = screen.getByRole('region', { name: 'Onze plicht: Zwolle' });
    expect(within(plicht).getAllByText('In orde:')).toHaveLength(3);
    expect(within(plicht).getByRole('link', { name: 'Bekijk ons verloop' }).getAttribute('href')).toBe('/historie/GM0193');
    await overkant.say({ soort: 'bezetting', volgnummer: 11, ...maakBezetting({ inzetbaar: 1, vrij: 0, onbevestigd: 0, onderMinimum: true, geenVrij: true, revisie: 2 }) });
    const signaal = maakNormsignaal({ norm: 'overschrijding', waar: 'GM0193' });
    await overkant.say({ soort: 'normsignaal', volgnummer: 12, ...signaal });
    expect(within(plicht).getAllByText('Niet in orde:')).toHaveLength(3);
    expect(plicht.textContent).toContain('1 crisisplaats inzetbaar, minimaal 2');
    expect(plicht.textContent).toContain('1 overschrijding nu');
  });

  test('is not there for landelijk, which has none', async () => {
    await overkant.say(maakStandBericht({ bezetting: [maakBezetting()] }));
    render(Landelijk, { rol: 'landelijk' });
    expect(screen.queryByRole('region', { name: /Onze plicht/ })).toBeNull();
  });
});

test('the figures of now can be taken along', async () => {
  await overkant.say(maakStandBericht({ bezetting: [maakBezetting()] }));
  render(Landelijk, { rol: 'landelijk' });
  await vi.runOnlyPendingTimersAsync();
  expect(screen.getByRole('link', { name: 'Cijfers van nu als ODS' }).getAttribute('href')).toBe('/v1/bezetting/overzicht.ods');
});
