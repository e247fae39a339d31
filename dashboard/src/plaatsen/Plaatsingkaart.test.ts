// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { live, stopLive, takePlaats } from '../live/live.svelte';
import { beginPostvak } from '../testgegevens/postvak';
import { maakPlaats, maakPlaatsing } from '../testgegevens/maak';
import { clearPostvak } from '../verzending/postvak.svelte';
import Plaatsingkaart from './Plaatsingkaart.svelte';

const user = userEvent.setup();
let verstuurd: [string, unknown][];

beforeEach(() => {
  beginPostvak();
  verstuurd = [];
  vi.stubGlobal('fetch', (pad: string, init: RequestInit) => {
    verstuurd.push([pad, JSON.parse(String(init.body))]);
    return Promise.resolve(new Response(JSON.stringify(maakPlaatsing({ geaccepteerdOp: '2026-11-21T20:01:00Z', revisie: 2 }))));
  });
});

afterEach(() => {
  clearPostvak();
  stopLive();
  vi.unstubAllGlobals();
});

describe('who is coming', () => {
  test('can be accepted with one tap', async () => {
    render(Plaatsingkaart, { plaatsing: maakPlaatsing({ aanvraag: null }) });
    await user.click(screen.getByRole('button', { name: 'Ja, wij ontvangen hen' }));
    expect(verstuurd).toEqual([['/v1/plaatsingen/plaatsing-1/acceptatie', {}]]);
    expect(live.stand.plaatsingen.get('plaatsing-1')?.geaccepteerdOp).toBe('2026-11-21T20:01:00Z');
  });

  test('can be sent back only for a reason of the closed list', async () => {
    render(Plaatsingkaart, { plaatsing: maakPlaatsing() });
    await user.click(screen.getByRole('button', { name: 'Dit kan hier niet' }));
    expect(screen.getAllByRole('radio')).toHaveLength(4);
    await user.click(screen.getByRole('button', { name: 'Meld terug' }));
    expect(verstuurd).toEqual([]);
    await user.click(screen.getByLabelText('Deze plek is niet veilig voor dit huishouden'));
    await user.click(screen.getByRole('button', { name: 'Meld terug' }));
    expect(verstuurd).toEqual([['/v1/plaatsingen/plaatsing-1/terugmelding', { reden: 'onveilig_voor_huishouden' }]]);
  });

  test('is reported absent only after a second look', async () => {
    render(Plaatsingkaart, { plaatsing: maakPlaatsing({ status: 'bevestigd' }) });
    await user.click(screen.getByRole('button', { name: 'Niet verschenen' }));
    expect(verstuurd).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Meld: niet verschenen' }));
    expect(verstuurd).toEqual([['/v1/plaatsingen/plaatsing-1/niet-verschenen', {}]]);
  });
});

describe('who is here', () => {
  test('can stay longer up to three nights, not beyond', async () => {
    const { unmount } = render(Plaatsingkaart, { plaatsing: maakPlaatsing({ status: 'aangekomen', nachten: 2 }) });
    await user.click(screen.getByRole('button', { name: 'Verleng' }));
    expect(screen.getAllByRole('radio')).toHaveLength(1);
    unmount();
    render(Plaatsingkaart, { plaatsing: maakPlaatsing({ status: 'aangekomen', nachten: 3 }) });
    expect(screen.queryByRole('button', { name: 'Verleng' })).toBeNull();
  });

  test.each([
    ['opvangplaats_zelfde_huis', 'doorplaatsing'],
    ['eigen_woning', 'einde'],
  ])('leaves for %s by the call %s', async (naar, deel) => {
    render(Plaatsingkaart, { plaatsing: maakPlaatsing({ status: 'aangekomen' }) });
    await user.click(screen.getByRole('button', { name: 'Meld vertrek' }));
    await user.selectOptions(screen.getByLabelText('Waarheen?'), naar);
    await user.click(screen.getByRole('button', { name: 'Meld vertrek' }));
    expect(verstuurd).toEqual([[`/v1/plaatsingen/plaatsing-1/${deel}`, { naar, opDatum: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }]]);
  });
});

describe('a household on several places', () => {
  const samen = (delen: Parameters<typeof maakPlaatsing>[0] = {}): void => {
    takePlaats(maakPlaats({ id: 'a', referentie: '7QK2', huis: { id: 'huis-1', code: 'H07' } }));
    takePlaats(maakPlaats({ id: 'b', referentie: '8RL3', huis: { id: 'huis-1', code: 'H07' } }));
    render(Plaatsingkaart, { plaatsing: maakPlaatsing({ plaatsen: ['a', 'b'], ...delen }) });
  };

  test('comes to all of them', () => {
    samen();
    expect(screen.getByRole('heading', { name: 'Plaatsen 7QK2 en 8RL3' })).toBeTruthy();
    expect(document.body.textContent).toContain('Samen op 2 plaatsen van huis H07.');
  });

  test('is reported inside where it is, and the rest comes free', async () => {
    samen();
    await user.click(screen.getByRole('button', { name: 'Meld aankomst' }));
    for (const naam of ['Plaats 7QK2', 'Plaats 8RL3']) await user.click(screen.getByLabelText(naam));
    await user.click(screen.getByRole('button', { name: 'Meld aankomst' }));
    expect(verstuurd).toEqual([]);
    await user.click(screen.getByLabelText('Plaats 8RL3'));
    await user.click(screen.getByRole('button', { name: 'Meld aankomst' }));
    expect(verstuurd).toEqual([['/v1/plaatsingen/plaatsing-1/aankomst', expect.objectContaining({ plaatsen: ['b'], nachten: 3 })]]);
  });

  test('is sent back for the place that is lost', async () => {
    samen();
    await user.click(screen.getByRole('button', { name: 'Dit kan hier niet' }));
    expect(screen.queryByLabelText('Plaats 7QK2')).toBeNull();
    await user.click(screen.getByLabelText('De plaats is onbruikbaar'));
    await user.selectOptions(screen.getByLabelText('Wat is er met de plaats?'), 'brand');
    await user.click(screen.getByLabelText('Plaats 7QK2'));
    await user.click(screen.getByRole('button', { name: 'Meld terug' }));
    expect(verstuurd).toEqual([
      ['/v1/plaatsingen/plaatsing-1/terugmelding', { reden: 'plaats_onbruikbaar', uitval: 'brand', plaatsen: ['a'] }],
    ]);
  });

  test('can go on in fewer places, never in none', async () => {
    samen({ status: 'aangekomen' });
    await user.click(screen.getByRole('button', { name: 'Geef een plaats vrij' }));
    for (const naam of ['Plaats 7QK2', 'Plaats 8RL3']) await user.click(screen.getByLabelText(naam));
    await user.click(screen.getByRole('button', { name: 'Geef vrij' }));
    expect(verstuurd).toEqual([]);
    expect(screen.getAllByText(/Meld dan het vertrek/).length).toBeGreaterThan(0);
    await user.click(screen.getByLabelText('Plaats 8RL3'));
    await user.click(screen.getByRole('button', { name: 'Geef vrij' }));
    expect(verstuurd).toEqual([
      ['/v1/plaatsingen/plaatsing-1/vrijgave', { plaatsen: ['a'], opDatum: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }],
    ]);
  });

  test('with one place is asked none of this', async () => {
    render(Plaatsingkaart, { plaatsing: maakPlaatsing({ status: 'aangekomen' }) });
    expect(screen.queryByRole('button', { name: 'Geef een plaats vrij' })).toBeNull();
    expect(document.body.textContent).not.toContain('Samen op');
  });
});
