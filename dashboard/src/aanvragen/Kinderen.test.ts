// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import Kinderen from './Kinderen.svelte';

const user = userEvent.setup();
const gekozen = (): (string | null)[] => screen.queryAllByRole('listitem').map((regel) => regel.textContent.trim());

test('one tap is one child, and a child can be taken off', async () => {
  render(Kinderen, { kinderen: [], over: 5, fouten: [] });
  for (const leeftijd of [4, 11, 4]) await user.click(screen.getByRole('button', { name: `Kind van ${leeftijd} jaar erbij` }));
  expect(gekozen()).toEqual(['4 jaar', '11 jaar', '4 jaar']);
  await user.click(screen.getByRole('button', { name: 'Haal kind van 11 jaar weg' }));
  expect(gekozen()).toEqual(['4 jaar', '4 jaar']);
});

test('with the keyboard an age is typed or walked to, and the row is one stop', async () => {
  render(Kinderen, { kinderen: [], over: 5, fouten: [] });
  await user.tab();
  await user.keyboard('12{Enter}3{Enter}{ArrowRight}{Enter}');
  expect(gekozen()).toEqual(['12 jaar', '3 jaar', '4 jaar']);
  await user.tab();
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Haal kind van 12 jaar weg');
});

test('says when there is room for nobody more, and adds nobody', async () => {
  render(Kinderen, { kinderen: [2], over: 0, fouten: [] });
  await user.click(screen.getByRole('button', { name: 'Kind van 9 jaar erbij' }));
  expect(gekozen()).toEqual(['2 jaar']);
  expect(screen.getByText('Meer personen kan niet in één aanvraag.')).toBeTruthy();
});
