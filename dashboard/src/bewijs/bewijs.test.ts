import { describe, expect, test } from 'vitest';
import { toonCijfer, toonKwartaal, toonMoment, toonPeriode } from './cijfers';
import { readPeriode, voorstellen } from './periode';
import type { Kwartaal } from './vormen';

describe('a period', () => {
  test('begins with the last twelve months', () => {
    expect(voorstellen(Date.parse('2026-11-22T10:00:00Z'))).toEqual([
      { naam: 'Laatste 12 maanden', van: '2025-11-23', totEnMet: '2026-11-22' },
      { naam: 'Dit jaar', van: '2026-01-01', totEnMet: '2026-11-22' },
      { naam: 'Vorig jaar', van: '2025-01-01', totEnMet: '2025-12-31' },
    ]);
    expect(voorstellen(Date.parse('2028-02-29T10:00:00Z'))[0]?.van).toBe('2027-03-01');
  });

  test('is asked for with the day after the last one', () => {
    expect(readPeriode({ van: '2025-01-01', totEnMet: '2025-12-31' })).toEqual({ query: '?van=2025-01-01&tot=2026-01-01' });
    expect(readPeriode({ van: '2025-01-01', totEnMet: '2025-01-01' })).toEqual({ query: '?van=2025-01-01&tot=2025-01-02' });
  });

  test.each([
    ['', '2025-12-31', ['van']],
    ['2025-01-01', '', ['tot']],
    ['2026-01-01', '2025-12-31', ['tot']],
    ['', '', ['van', 'tot']],
  ])('from %j to %j is not one', (van, totEnMet, velden) => {
    const uit = readPeriode({ van, totEnMet });
    expect('fouten' in uit && uit.fouten.map(({ veld }) => veld)).toEqual(velden);
  });

  test('is told in whole days', () => {
    expect(toonPeriode({ vanDatum: '2025-01-01', totDatum: '2026-01-01' })).toBe('1 januari 2025 tot en met 31 december 2025');
    expect(toonMoment('2026-11-21T23:10:00Z')).toBe('22 november 2026 om 00:10');
    const kwartaal = { vanDatum: '2026-10-01', totDatum: '2027-01-01', afgesloten: false } as Kwartaal;
    expect(toonKwartaal(kwartaal)).toBe('okt t/m dec 2026, loopt nog');
    expect(toonKwartaal({ ...kwartaal, afgesloten: true })).toBe('okt t/m dec 2026');
  });
});

test.each([
  [{ eenheid: 'procent', waarde: 93.3, teller: 14, noemer: 15 }, '93,3% (14 van 15)'],
  [{ eenheid: 'procent', waarde: null, teller: 0, noemer: 0 }, 'niets te meten'],
  [{ eenheid: 'huishoudens', waarde: 1234, teller: null, noemer: null }, '1.234 huishoudens'],
  [{ eenheid: 'uur', waarde: 3.5, teller: null, noemer: null }, '3,5 uur'],
  [{ eenheid: 'keer', waarde: null, teller: null, noemer: null }, 'niets te meten'],
])('a figure %j reads %s', (cijfer, tekst) => {
  expect(toonCijfer({ naam: 'x', ...cijfer })).toBe(tekst);
});
