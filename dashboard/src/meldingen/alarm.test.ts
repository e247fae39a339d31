import { expect, test } from 'vitest';
import { klinkt, STIL, type Alarm } from './alarm';

const een = [{ id: 'a' }];
const gehoord: Alarm = { ids: new Set(['a']), laatst: 1000 };

test('nothing urgent makes no sound', () => {
  expect(klinkt(STIL, [], 0)).toBe(false);
  expect(klinkt(gehoord, [], 100_000)).toBe(false);
});

test('it sounds at once, and again every 10 seconds until somebody has seen it', () => {
  expect(klinkt(STIL, een, 0)).toBe(true);
  expect(klinkt(gehoord, een, 10_999)).toBe(false);
  expect(klinkt(gehoord, een, 11_000)).toBe(true);
});

test('a new one does not wait for the rhythm of another', () => {
  expect(klinkt(gehoord, [...een, { id: 'b' }], 1500)).toBe(true);
});
