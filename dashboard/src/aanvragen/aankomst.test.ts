import { expect, test } from 'vitest';
import { aankomsten } from './aankomst';

test('the arrivals with a button lie ahead, on a quarter of an hour', () => {
  expect(aankomsten(Date.parse('2026-11-21T01:10:20Z'))).toEqual([
    { uren: 1, instant: '2026-11-21T02:15:00Z' },
    { uren: 2, instant: '2026-11-21T03:15:00Z' },
    { uren: 3, instant: '2026-11-21T04:15:00Z' },
  ]);
});

test('on a quarter it is exactly so many hours', () => {
  expect(aankomsten(Date.parse('2026-11-21T01:15:00Z'))[0]).toEqual({ uren: 1, instant: '2026-11-21T02:15:00Z' });
});
