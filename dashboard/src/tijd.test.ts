import { describe, expect, test } from 'vitest';
import { aftellen, dagnaam, datumVan, duur, geleden, instantVan, kloktijd, kloktijdMetSeconden, moment, schuif, tijdVan } from './tijd';

const NU = Date.parse('2026-11-21T22:30:00Z');

describe('what people read', () => {
  test('is Amsterdam time, in winter and in summer', () => {
    expect(kloktijd('2026-11-21T01:10:00Z')).toBe('02:10');
    expect(kloktijd('2026-07-21T01:10:00Z')).toBe('03:10');
    expect(kloktijdMetSeconden('2026-11-21T01:10:05Z')).toBe('02:10:05');
  });

  test('names the days nearby', () => {
    expect(moment('2026-11-21T22:59:00Z', NU)).toBe('vandaag 23:59');
    expect(moment('2026-11-21T23:00:00Z', NU)).toBe('morgen 00:00');
    expect(moment('2026-11-20T12:00:00Z', NU)).toBe('gisteren 13:00');
    expect(moment('2026-11-24T11:00:00Z', NU)).toBe('di 24 nov 12:00');
    expect(dagnaam('2026-11-22', NU)).toBe('morgen');
  });
});

describe('a calendar date', () => {
  test('is that of Amsterdam, not of UTC', () => {
    expect(datumVan(Date.parse('2026-11-21T23:30:00Z'))).toBe('2026-11-22');
    expect(tijdVan(Date.parse('2026-11-21T23:30:00Z'))).toBe('00:30');
  });

  test('moves over months and over the day without 24 hours', () => {
    expect(schuif('2026-03-29', 1)).toBe('2026-03-30');
    expect(schuif('2026-10-25', 1)).toBe('2026-10-26');
    expect(schuif('2026-03-01', -1)).toBe('2026-02-28');
  });
});

describe('a wall clock', () => {
  test('means one instant on an ordinary day', () => {
    expect(instantVan('2026-11-21', '02:10')).toEqual({ soort: 'een', instant: '2026-11-21T01:10:00Z' });
    expect(instantVan('2026-07-21', '02:10')).toEqual({ soort: 'een', instant: '2026-07-21T00:10:00Z' });
    expect(instantVan('2026-11-21', '00:00')).toEqual({ soort: 'een', instant: '2026-11-20T23:00:00Z' });
  });

  test('means nothing in the hour that summer time skips', () => {
    expect(instantVan('2026-03-29', '02:30')).toEqual({ soort: 'geen' });
    expect(instantVan('2026-03-29', '03:00')).toEqual({ soort: 'een', instant: '2026-03-29T01:00:00Z' });
  });

  test('means two instants in the hour that winter time repeats', () => {
    expect(instantVan('2026-10-25', '02:30')).toEqual({
      soort: 'twee',
      zomertijd: '2026-10-25T00:30:00Z',
      wintertijd: '2026-10-25T01:30:00Z',
    });
    expect(instantVan('2026-10-25', '03:00')).toEqual({ soort: 'een', instant: '2026-10-25T02:00:00Z' });
  });

  test.each([['', '02:10'], ['2026-11-21', ''], ['2026-02-30', '02:10'], ['2026-11-21', '25:00']])('%j %j is no moment', (datum, tijd) => {
    expect(instantVan(datum, tijd)).toEqual({ soort: 'geen' });
  });
});

describe('a span', () => {
  test.each([
    [(23 * 60 + 41) * 60_000, '23 uur en 41 min'],
    [2 * 3_600_000, '2 uur'],
    [41.9 * 60_000, '41 min'],
    [50_000, '50 sec'],
    [-5, '0 sec'],
  ])('%i ms reads %s', (ms, tekst) => {
    expect(duur(ms)).toBe(tekst);
  });

  test('that is past says how long ago', () => {
    expect(geleden('2026-11-21T22:29:30Z', NU)).toBe('zojuist');
    expect(geleden('2026-11-21T20:25:00Z', NU)).toBe('2 uur en 5 min geleden');
    expect(geleden('2026-11-18T22:00:00Z', NU)).toBe('3 dagen geleden');
  });
});

test('a short clock runs down to nothing', () => {
  expect([300_000, 185_001, 59_900, 1, 0, -5000].map(aftellen)).toEqual(['5:00', '3:06', '1:00', '0:01', '0:00', '0:00']);
});
