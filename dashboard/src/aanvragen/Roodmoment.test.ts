// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startKlok } from '../klok.svelte';
import { NIETS_INGEVULD } from '../onderdelen/velden';
import Roodmoment from './Roodmoment.svelte';

let stop: () => void;
let user: ReturnType<typeof userEvent.setup>;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T01:10:40Z'), shouldAdvanceTime: true });
  user = userEvent.setup({ advanceTimers: vi.advanceTimersByTimeAsync });
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ regels: [{ naam: 'plaatsing_uren', waarde: 24 }] }))));
  stop = startKlok(() => undefined);
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const datum = (): string => screen.getByLabelText<HTMLInputElement>('Datum').value;
const tijd = (): string => screen.getByLabelText<HTMLInputElement>('Tijd').value;

test('nothing is filled in beforehand, and no clock runs', () => {
  render(Roodmoment, { waarde: { ...NIETS_INGEVULD }, fouten: [] });
  expect([datum(), tijd()]).toEqual(['', '']);
  expect(screen.queryByText(/^Nog /)).toBeNull();
  expect(screen.queryByRole('button', { pressed: true, name: /geleden|Nu/ })).toBeNull();
});

test('one tap fills in the moment and shows the clock that it starts', async () => {
  render(Roodmoment, { waarde: { ...NIETS_INGEVULD }, fouten: [] });
  await user.click(screen.getByRole('button', { name: '1 uur geleden' }));
  expect([datum(), tijd()]).toEqual(['2026-11-21', '01:10']);
  expect(screen.getByRole('status').textContent).toContain('De klok van 24 uur loopt vanaf vandaag 01:10');
  expect(screen.getByText('Nog 22 uur en 59 min')).toBeTruthy();
  expect(screen.getByRole('button', { name: '1 uur geleden' }).getAttribute('aria-pressed')).toBe('true');
});

test('a moment that has not been yet is said to be wrong', () => {
  render(Roodmoment, { waarde: { datum: '2026-11-22', tijd: '0110', tweede: false }, fouten: [] });
  expect(screen.getByRole('status').textContent).toContain('in de toekomst');
  expect(screen.queryByText(/^Nog /)).toBeNull();
});
