import { expect, test } from 'vitest';
import { maakBlokken } from '../testgegevens/live';
import { leesBlokken } from './kolommen';

test('rows come back as they were, in blocks of one shape each', () => {
  const rijen = [{ code: 'GM0193', vrij: 2, op: { vrij: 1, bezet: 0 } }, { code: 'GM0363', vrij: 0, op: null }, { code: 'GM0599', vrij: 1, op: { vrij: 0, bezet: 3 } }];
  const blokken = maakBlokken(rijen);
  expect(blokken.map((blok) => blok.rijen.length)).toEqual([2, 1]);
  expect(new Set(leesBlokken(blokken).map((rij) => JSON.stringify(rij)))).toEqual(new Set(rijen.map((rij) => JSON.stringify(rij))));
});

test('nothing is no block and no row', () => {
  expect(leesBlokken([])).toEqual([]);
  expect(leesBlokken([{ velden: ['code'], rijen: [] }])).toEqual([]);
});
