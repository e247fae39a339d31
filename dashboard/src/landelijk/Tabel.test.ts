// @vitest-environment jsdom
import { cleanup, render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stopLive } from '../live/live.svelte';
import { connectLive, maakStandBericht, type Overkant } from '../testgegevens/live';
import { maakBezetting } from '../testgegevens/maak';
import { go } from '../route.svelte';
import Tabel from './Tabel.svelte';

let overkant: Overkant;
const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });

const namen = (): string[] => screen.getAllByRole('rowheader').map((kop) => kop.querySelector('.naam')?.textContent ?? '');

beforeEach(async () => {
  vi.useFakeTimers();
  overkant = connectLive();
  await overkant.say(
    maakStandBericht({
      bezetting: [
        maakBezetting(),
        maakBezetting({ code: 'GM0796', naam: "'s-Hertogenbosch", vrij: 0, onbevestigd: 0, geenVrij: true }),
        maakBezetting({ code: 'GM0983', naam: 'Venlo', vrij: 3, inzetbaar: 1, uitgevallen: 1, onderMinimum: true }),
      ],
    }),
  );
  render(Tabel, { gekozen: null, wijs: () => undefined, gevouwen: false });
});

afterEach(() => {
  stopLive();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the table of the country', () => {
  test('stands in Dutch order and says in words what is wrong where', () => {
    expect(namen()).toEqual(["'s-Hertogenbosch", 'Venlo', 'Zwolle']);
    expect(within(screen.getByRole('row', { name: /Hertogenbosch/ })).getByText('Geen vrij')).toBeTruthy();
    expect(within(screen.getByRole('row', { name: /Venlo/ })).getByText('Onder minimum')).toBeTruthy();
    expect(within(screen.getByRole('row', { name: /Venlo/ })).getByText('1 uitgevallen, nog bezet')).toBeTruthy();
    expect(within(screen.getByRole('row', { name: /Zwolle/ })).queryByText(/Geen vrij|Onder minimum|uitgevallen/)).toBeNull();
  });

  test('comes a few rows at a time, all of them without anybody asking', async () => {
    await overkant.say(maakStandBericht({ bezetting: Array.from({ length: 35 }, (_, n) => maakBezetting({ code: `GM${n}`, naam: `Gemeente ${n}` })) }));
    cleanup();
    render(Tabel, { gekozen: null, wijs: () => undefined, gevouwen: false });
    expect(namen()).toHaveLength(9);
    await vi.advanceTimersByTimeAsync(10);
    expect(namen()).toHaveLength(35);
  });

  test('leads to the row that the address names, once it is drawn', async () => {
    await overkant.say(maakStandBericht({ bezetting: Array.from({ length: 35 }, (_, n) => maakBezetting({ code: `GM${n}`, naam: `Gemeente ${n}` })) }));
    cleanup();
    Element.prototype.scrollIntoView = () => undefined;
    go('/landelijk#rij-GM33');
    render(Tabel, { gekozen: null, wijs: () => undefined, gevouwen: false });
    await vi.advanceTimersByTimeAsync(10);
    expect(document.activeElement?.id).toBe('rij-GM33');
    history.replaceState(null, '', '/');
  });

  test('sorts by a column and says which way', async () => {
    await user.click(screen.getByRole('button', { name: 'Vrij' }));
    expect(namen()).toEqual(['Venlo', 'Zwolle', "'s-Hertogenbosch"]);
    expect(screen.getByRole('columnheader', { name: 'Vrij' }).getAttribute('aria-sort')).toBe('descending');
    await user.click(screen.getByRole('button', { name: 'Vrij' }));
    expect(namen()[0]).toBe("'s-Hertogenbosch");
  });

  test('searches', async () => {
    await user.type(screen.getByLabelText('Zoek centrumgemeente'), 'shert');
    expect(namen()).toEqual(["'s-Hertogenbosch"]);
  });

  test('marks a figure for a moment when it changes, and only that one', async () => {
    expect(document.querySelectorAll('.gewijzigd')).toHaveLength(0);
    await overkant.say({ soort: 'bezetting', volgnummer: 11, ...maakBezetting({ vrij: 1, revisie: 2 }) });
    const gemarkeerd = [...document.querySelectorAll('.gewijzigd')].map((getal) => getal.textContent);
    expect(gemarkeerd).toEqual(['1']);
    await vi.advanceTimersByTimeAsync(3000);
    expect(document.querySelectorAll('.gewijzigd')).toHaveLength(0);
  });
});

test('a reader who may not know gereserveerd gets no such column', () => {
  document.body.innerHTML = '';
  render(Tabel, { gekozen: null, wijs: () => undefined, gevouwen: true });
  expect(screen.queryByRole('columnheader', { name: 'Gereserveerd' })).toBeNull();
  expect(screen.getAllByRole('columnheader')).toHaveLength(6);
});
