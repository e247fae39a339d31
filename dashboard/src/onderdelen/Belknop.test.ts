// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Contact } from '../wire/contract';
import Belknop from './Belknop.svelte';

const user = userEvent.setup();
let gevraagd: string[];
let contact: Contact;

beforeEach(() => {
  gevraagd = [];
  vi.stubGlobal('fetch', (pad: string) => {
    gevraagd.push(pad);
    return Promise.resolve(new Response(JSON.stringify(contact)));
  });
});

afterEach(() => void vi.unstubAllGlobals());

test('asks for the number only on a tap, can be called, and forgets it', async () => {
  contact = { telefoonnummer: '+31612345678', uitleg: null };
  render(Belknop, { plaatsing: 'plaatsing-1', knop: 'Toon het nummer' });
  expect(gevraagd).toEqual([]);
  expect(screen.getByText('We leggen vast dat u het nummer bekijkt.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Toon het nummer' }));
  expect((await screen.findByRole('link', { name: '+31612345678' })).getAttribute('href')).toBe('tel:+31612345678');
  expect(gevraagd).toEqual(['/v1/plaatsingen/plaatsing-1/contact']);
  await user.click(screen.getByRole('button', { name: 'Verberg' }));
  expect(screen.queryByText('+31612345678')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Toon het nummer' }));
  expect(gevraagd).toHaveLength(2);
});

test('says what to do when no number is known', async () => {
  contact = { telefoonnummer: null, uitleg: 'Er is geen nummer bekend. Bel de landelijke coördinatie.' };
  render(Belknop, { plaatsing: 'plaatsing-1', knop: 'Toon het nummer' });
  await user.click(screen.getByRole('button', { name: 'Toon het nummer' }));
  expect(await screen.findByText('Er is geen nummer bekend. Bel de landelijke coördinatie.')).toBeTruthy();
  expect(screen.queryByRole('link')).toBeNull();
});
