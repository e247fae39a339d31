// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startKlok } from '../klok.svelte';
import { stopLive } from '../live/live.svelte';
import { connectLive, maakStandBericht, type Overkant } from '../testgegevens/live';
import { maakNormsignaal } from '../testgegevens/maak';
import Normsignalen from './Normsignalen.svelte';
import { onderbroken, opBegin, opEinde, telPerNorm } from './volgorde';

describe('the order', () => {
  const oud = maakNormsignaal({ id: 'oud', begonnenOp: '2026-11-20T10:00:00Z', beeindigdOp: '2026-11-20T11:00:00Z' });
  const nieuw = maakNormsignaal({ id: 'nieuw', begonnenOp: '2026-11-20T10:30:00Z', beeindigdOp: '2026-11-20T12:00:00Z' });

  test('of what runs has the longest first, of what is over the latest', () => {
    expect(opBegin([nieuw, oud]).map(({ id }) => id)).toEqual(['oud', 'nieuw']);
    expect(opEinde([oud, maakNormsignaal(), nieuw]).map(({ id }) => id)).toEqual(['nieuw', 'oud']);
  });

  test('of many is by norm, most first, with the longest', () => {
    const anders = maakNormsignaal({ id: 'anders', titel: 'Geen vrij', begonnenOp: '2026-11-19T10:00:00Z' });
    expect(telPerNorm([anders, nieuw, oud])).toEqual([
      { titel: oud.titel, aantal: 2, sindsOp: oud.begonnenOp },
      { titel: 'Geen vrij', aantal: 1, sindsOp: anders.begonnenOp },
    ]);
  });

  test('interruptions are counted in words', () => {
    expect(onderbroken(maakNormsignaal())).toBe('');
    expect(onderbroken(maakNormsignaal({ onderbrekingen: 2, onderbrokenSeconden: 720 }))).toBe(
      'Tussendoor 2 keer goed geweest, samen 12 min.',
    );
  });
});

describe('the panel', () => {
  const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  let overkant: Overkant;
  let gevraagd: string[];
  let stop: () => void;

  beforeEach(async () => {
    vi.useFakeTimers({ now: Date.parse('2026-11-21T20:00:00Z') });
    gevraagd = [];
    vi.stubGlobal('fetch', (pad: string) => {
      gevraagd.push(pad);
      const klaar = maakNormsignaal({ id: 'klaar', beeindigdOp: '2026-11-21T19:00:00Z', remedie: 'Er zijn weer genoeg plaatsen inzetbaar.' });
      return Promise.resolve(new Response(JSON.stringify({ normsignalen: [klaar], volgende: null })));
    });
    stop = startKlok(() => undefined);
    overkant = connectLive();
    await overkant.say(maakStandBericht({ normsignalen: [maakNormsignaal()] }));
    await vi.advanceTimersByTimeAsync(1000);
  });

  afterEach(() => {
    stop();
    stopLive();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test('tells what is wrong, since when, whose duty it is and who knows', async () => {
    render(Normsignalen);
    expect(screen.getByRole('heading', { name: 'Normen die nu niet worden gehaald (1)' })).toBeTruthy();
    expect(screen.getByText('Norm indicator 5; voetnoot 27')).toBeTruthy();
    expect(screen.getByText('Inzetbaar: 1 van minimaal 2 crisisplaatsen.')).toBeTruthy();
    expect(screen.getByText(/De plicht is van de centrumgemeente\. *Gemeld aan: centrumgemeente en landelijke coördinatie\./)).toBeTruthy();
    expect(screen.getByText('2 uur')).toBeTruthy();
  });

  test('counts many by norm, and shows all of them on a tap', async () => {
    render(Normsignalen);
    for (const id of ['n2', 'n3', 'n4']) await overkant.say({ soort: 'normsignaal', volgnummer: 11, ...maakNormsignaal({ id }) });
    expect(document.querySelector('.tellen')?.textContent).toContain('4Minder crisisplaatsen dan het minimum (de langste 2 uur)');
    expect(document.querySelectorAll('details article')).toHaveLength(4);
  });

  test('says what it means that there is none', async () => {
    render(Normsignalen);
    await overkant.say({ soort: 'normsignaal', volgnummer: 11, ...maakNormsignaal({ beeindigdOp: '2026-11-21T20:05:00Z', revisie: 2 }) });
    expect(screen.getByText(/De dienst ziet voor u geen norm die niet wordt gehaald/)).toBeTruthy();
  });

  test('asks for what is over when somebody wants to see it', async () => {
    render(Normsignalen);
    expect(gevraagd).toEqual([]);
    await user.click(screen.getByText('Wat voorbij is'));
    await vi.waitFor(() => expect(screen.getByText(/Er zijn weer genoeg plaatsen inzetbaar/)).toBeTruthy());
    expect(gevraagd).toEqual(['/v1/normsignalen?open=false']);
  });
});
