// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { maakHistorie, maakPunt, measureNothing } from '../testgegevens/historie';
import Verloopgrafiek from './Verloopgrafiek.svelte';

beforeEach(measureNothing);

test.each([
  ['spring', '2025-03-29T23:00:00Z', 23],
  ['autumn', '2025-10-25T22:00:00Z', 25],
])('a night in %s in which the clock is moved is one line of as many hours as it has', (_, begin, n) => {
  const op = (uur: number): string => new Date(Date.parse(begin) + uur * 3_600_000).toISOString();
  const punten = Array.from({ length: n }, (_leeg, i) => maakPunt({ vanOp: op(i), totOp: op(i + 1), vrij: 1 + (i % 2) }));
  render(Verloopgrafiek, { historie: maakHistorie({ vanOp: op(0), totOp: op(n), punten }), waar: 'Zwolle' });
  const lijn = document.querySelector('.vak path.vrij')?.getAttribute('d') ?? '';
  expect([lijn.match(/M/g)?.length, lijn.match(/H/g)?.length]).toEqual([1, n]);
  expect(document.querySelectorAll('.vak rect.band')).toHaveLength(n);
});

test('a time of which nothing is known is a gap, told apart from none free', () => {
  const punten = [
    maakPunt({ vanOp: '2026-11-30T04:00:00Z', totOp: '2026-11-30T05:00:00Z', vrij: 0, vrijLaagst: 0, vrijHoogst: 0 }),
    maakPunt({ vanOp: '2026-11-30T09:00:00Z', totOp: '2026-11-30T10:00:00Z' }),
  ];
  render(Verloopgrafiek, { historie: maakHistorie({ punten }), waar: 'Zwolle' });
  expect(document.querySelector('.vak path.vrij')?.getAttribute('d')?.match(/M/g)).toHaveLength(2);
  expect(screen.getByRole('img', { name: /minst 0, meest 3/ })).toBeTruthy();
});
