import { expect, test } from 'vitest';
import { DELEN, loadAhead } from './delen';
import { OVERAL, paginasVan } from './paginas';
import type { Rol } from './wire/contract';
import { ROL } from './woorden';

test('every page of every role can be fetched, and nothing else', () => {
  const paden = new Set([...OVERAL, ...(Object.keys(ROL) as Rol[]).flatMap((rol) => paginasVan(rol).map(({ pad }) => pad))]);
  expect(Object.keys(DELEN).toSorted()).toEqual([...paden].toSorted());
});

test('an address that is no page fetches nothing', () => {
  expect(() => ['/', '/bestaat-niet', '/constructor', ''].forEach(loadAhead)).not.toThrow();
});
