// @vitest-environment jsdom
import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { maakHistorie, maakPunt, maakVerwachting, measureNothing } from '../testgegevens/historie';
import Historiepagina from './Historiepagina.svelte';
import type { Historie } from './vormen';

const STREKEN = [
  { code: 'GM0193', naam: 'Zwolle' },
  { code: 'GM0796', naam: "'s-Hertogenbosch" },
  { code: 'GM0363', naam: 'Amsterdam' },
].map((streek) => ({ ...streek, provincie: 'X', breedtegraad: 52, lengtegraad: 5, veiligheidsregio: 'X' }));

let gevraagd: string[];
let historie: Historie;

beforeEach(() => {
  measureNothing();
  gevraagd = [];
  historie = maakHistorie();
  history.replaceState(null, '', '/historie');
  vi.stubGlobal('fetch', (pad: string) => {
    gevraagd.push(pad);
    const antwoord = pad.includes('/centrumgemeenten') ? { centrumgemeenten: STREKEN } : pad.includes('/verwachting') ? maakVerwachting() : historie;
    return Promise.resolve(new Response(JSON.stringify(antwoord)));
  });
});

const laatste = (): URLSearchParams => new URL(gevraagd.filter((pad) => pad.includes('/historie')).at(-1) ?? '', 'http://x.test').searchParams;
const spanUren = (): number => Math.round((Date.now() - Date.parse(laatste().get('van') ?? '')) / 3_600_000);

const cellen = (rij: HTMLElement): string => [...rij.children].map(({ textContent }) => textContent.trim()).filter(Boolean).join(' ');

describe('the trend', () => {
  test('shows a picture with the same figures in a table beside it', async () => {
    render(Historiepagina);
    await screen.findByRole('img', { name: /Vrije crisisplaatsen in heel Nederland: gemiddeld 2,5, minst 1, meest 3/ });
    const rijen = within(screen.getByRole('region', { name: 'Verloop in cijfers' })).getAllByRole('row');
    expect(rijen.map(cellen).slice(1)).toEqual([
      'di 1 dec 03:00 2 1 en 3 2 4 0 0',
      'di 1 dec 02:00 3 1 en 3 2 4 0 0',
    ]);
  });

  test('is of 24 hours, 7 or 90 days, and of where somebody chooses, in the order of Dutch', async () => {
    const user = userEvent.setup();
    render(Historiepagina);
    await screen.findByRole('img');
    expect([spanUren(), laatste().get('centrumgemeente')]).toEqual([24, null]);
    await user.click(screen.getByRole('button', { name: '90 dagen' }));
    await vi.waitFor(() => expect(spanUren()).toBe(90 * 24));
    const waar = screen.getByRole('combobox', { name: 'Waar' });
    expect([...waar.querySelectorAll('option')].map(({ textContent }) => textContent)).toEqual(['Heel Nederland', "'s-Hertogenbosch", 'Amsterdam', 'Zwolle']);
    await user.selectOptions(waar, 'GM0363');
    await screen.findByRole('heading', { level: 1, name: 'Verloop in Amsterdam' });
    await vi.waitFor(() => expect(laatste().get('centrumgemeente')).toBe('GM0363'));
    expect(location.pathname).toBe('/historie/GM0363');
    expect(document.activeElement).toBe(waar);
  });

  test('can be taken along as CSV and ODS, of the same time and place', async () => {
    render(Historiepagina);
    await screen.findByRole('img');
    for (const soort of ['csv', 'ods']) {
      const link = screen.getByRole<HTMLAnchorElement>('link', { name: `Verloop als ${soort.toUpperCase()}` });
      expect(link.getAttribute('href')).toBe(`/v1/historie/overzicht.${soort}?${laatste()}`);
      expect(link.hasAttribute('download')).toBe(true);
    }
  });

  test('says what it means that there is nothing, and what to do', async () => {
    historie = maakHistorie({ punten: [] });
    render(Historiepagina);
    expect(await screen.findByText(/De dienst telt elk uur op wat er vrij was\. Kies een langere tijd/)).toBeTruthy();
  });

  test('of another place below volledig tells what was shown, and not what was free', async () => {
    const dicht = { vrij: null, vrijLaagst: null, vrijHoogst: null, bezet: null, onderMinimumMinuten: null, geenVrijMinuten: null };
    historie = maakHistorie({ punten: [maakPunt({ ...dicht, openheid: 'landelijk', gemiddeldVrijDerden: 3 })] });
    render(Historiepagina);
    expect(await screen.findByRole('img', { name: /ziet u niet\. De lijn is wat er inzetbaar was/ })).toBeTruthy();
    expect(screen.getByText('meer dan twee derde vrij')).toBeTruthy();
    expect(document.querySelector('.vak path.vrij')?.getAttribute('d')).toBe('');
  });

  test('says so when the service does not answer', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
    render(Historiepagina);
    expect((await screen.findByRole('alert')).textContent).toContain('Het verloop kan nu niet worden getoond.');
  });
});

describe('what comes', () => {
  test('is told of the country up to three noons, as a table with bars', async () => {
    render(Historiepagina);
    const tabel = await screen.findByRole('table', { name: /verwacht in heel Nederland/ });
    const rijen = within(tabel).getAllByRole('row').slice(1).map(cellen);
    expect(rijen).toHaveLength(4);
    expect(rijen[2]).toMatch(/12:00 42 \+3 \+1 -2$/);
  });

  test('is one sum of one place, and says why there are no times', async () => {
    const user = userEvent.setup();
    render(Historiepagina);
    await screen.findByRole('img');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Waar' }), 'GM0193');
    const tabel = await screen.findByRole('table', { name: /verwacht in Zwolle/ });
    const rijen = within(tabel).getAllByRole('row').slice(1).map(cellen);
    expect(rijen).toHaveLength(2);
    expect(rijen[1]).toMatch(/^Uiterlijk .* 12:00 2 \+1 0 0$/);
    expect(screen.getByText(/U ziet één getal en geen tijden/)).toBeTruthy();
  });

  test('is not told of a place that is not in the answer', async () => {
    const user = userEvent.setup();
    render(Historiepagina);
    await screen.findByRole('img');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Waar' }), 'GM0796');
    expect(await screen.findByText(/Van één andere gemeente ziet u dit niet/)).toBeTruthy();
  });
});
