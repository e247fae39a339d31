// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { startRoute } from '../route.svelte';
import Bestanden from './Bestanden.svelte';

test('a file is taken along by the browser, and is not a page of ours', () => {
  const stop = startRoute();
  const ging = vi.spyOn(history, 'pushState');
  render(Bestanden, { pad: '/bezetting/overzicht', vraag: '?van=x', wat: 'Cijfers' });
  const link = screen.getByRole<HTMLAnchorElement>('link', { name: 'Cijfers als CSV' });
  expect(link.getAttribute('href')).toBe('/v1/bezetting/overzicht.csv?van=x');
  // jsdom goes nowhere; what counts is that the click was left to the browser.
  const klik = new MouseEvent('click', { bubbles: true, cancelable: true });
  link.addEventListener('click', (gebeurtenis) => expect(gebeurtenis.defaultPrevented).toBe(false));
  link.dispatchEvent(klik);
  expect([ging.mock.calls.length, klik.defaultPrevented]).toEqual([0, false]);
  stop();
});
