// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadCentrumgemeenten, loadGemeenten } from '../referentie.svelte';
import Regios from './Regios.svelte';

const user = userEvent.setup();
const CENTRA = ['Zwolle', 'Ede', 'Emmen'].map((naam, i) => ({
  code: naam,
  naam,
  provincie: '',
  breedtegraad: 52 + i / 4,
  lengtegraad: 5 + i / 4,
  veiligheidsregio: '',
}));
const GEMEENTEN = [...CENTRA.map(({ naam }) => ({ naam, centrum: naam })), { naam: 'Kampen', centrum: 'Zwolle' }].map(({ naam, centrum }) => ({
  code: naam,
  naam,
  veiligheidsregio: '',
  formeel: centrum,
  feitelijk: centrum,
}));

beforeEach(async () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  vi.stubGlobal('fetch', (pad: string) =>
    Promise.resolve(new Response(JSON.stringify(pad.includes('centrum') ? { centrumgemeenten: CENTRA } : { gemeenten: GEMEENTEN }))),
  );
  await Promise.all([loadCentrumgemeenten(), loadGemeenten()]);
});

afterEach(() => void vi.unstubAllGlobals());

async function open(props: { eigen: string[]; uitsluitingen: string[] }): Promise<void> {
  render(Regios, props);
  await screen.findByRole('region', { name: 'Kaart' });
}

const mark = (code: string): Element => document.querySelector(`[data-code="${code}"]`) ?? document.body;

test('a region is chosen in the list, shows on the map, and is taken off there', async () => {
  await open({ eigen: [], uitsluitingen: [] });
  await user.click(screen.getByRole('button', { name: 'Emmen' }));
  expect(screen.getByRole('button', { name: 'Emmen' }).getAttribute('aria-pressed')).toBe('true');
  expect(mark('Emmen').classList).toContain('gekozen');
  expect(screen.getByRole('status').textContent).toContain('Hier zoeken we niet: regio Emmen. Over: 2 van de 3');
  await user.click(mark('Emmen'));
  expect(screen.getByRole('button', { name: 'Emmen' }).getAttribute('aria-pressed')).toBe('false');
});

test('the own region is left out already, and cannot be tapped', async () => {
  await open({ eigen: ['Kampen'], uitsluitingen: [] });
  await user.click(mark('Zwolle'));
  await user.click(screen.getByRole('button', { name: 'Zwolle (eigen regio)' }));
  expect(screen.queryByRole('button', { pressed: true })).toBeNull();
  expect(screen.getByRole('status').textContent).toContain('regio Zwolle');
});

test('a gemeente that was named takes its whole region out', async () => {
  await open({ eigen: ['Ede'], uitsluitingen: ['Kampen'] });
  expect(screen.getByRole('button', { name: 'Zwolle (valt af)' }).getAttribute('aria-pressed')).toBe('false');
  expect(mark('Zwolle').classList).toContain('gemeente');
  expect(screen.getByRole('status').textContent).toContain('Over: 1 van de 3');
});

test('the list is one stop for the keyboard, and a letter leads to a region', async () => {
  await open({ eigen: [], uitsluitingen: [] });
  await user.tab();
  await user.tab();
  expect(document.activeElement?.textContent).toBe('Ede');
  await user.keyboard('z{Enter}');
  expect(screen.getByRole('button', { pressed: true }).textContent).toBe('Zwolle');
  await user.tab();
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Kaart');
});
