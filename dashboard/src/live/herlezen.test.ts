import { expect, test } from 'vitest';
import { Herlezen, VERGETEN_NA_MS, WACHT_MAX_MS, WACHT_MS } from './herlezen';

test('a wrong sum asks at once, and then ever more seldom', () => {
  const herlezen = new Herlezen();
  const gevraagd: number[] = [];
  for (let nu = 0; nu < 1_800_000; nu += 1000) if (herlezen.mag(nu)) gevraagd.push(nu);
  const wachten = gevraagd.slice(1).map((nu, n) => nu - (gevraagd[n] ?? 0));
  expect(wachten.slice(0, 4)).toEqual([WACHT_MS, 2 * WACHT_MS, 4 * WACHT_MS, 8 * WACHT_MS]);
  expect(Math.max(...wachten)).toBe(WACHT_MAX_MS);
  expect(gevraagd.length).toBeLessThan(14);
});

test('after ten minutes of peace the next one asks at once', () => {
  const herlezen = new Herlezen();
  expect([0, 1, WACHT_MS].map((nu) => herlezen.mag(nu))).toEqual([true, false, true]);
  expect(herlezen.mag(WACHT_MS + VERGETEN_NA_MS)).toBe(true);
  expect(herlezen.mag(WACHT_MS + VERGETEN_NA_MS + WACHT_MS)).toBe(true);
});
