import { describe, expect, test } from 'vitest';
import { maakPunt } from '../testgegevens/historie';
import type { Historiepunt } from './vormen';
import { bijzondereDag, maakLijn, maakMerken, maakSchaal, maakStukken, maakVraag, naamVanPunt, toon, vatSamen } from './verloop';

const UUR = 3_600_000;
const opUur = (begin: string, n: number): string => new Date(Date.parse(begin) + n * UUR).toISOString();

/** Hours one after the other, from this instant on. */
function uren(begin: string, n: number): Historiepunt[] {
  return Array.from({ length: n }, (_, i) => maakPunt({ vanOp: opUur(begin, i), totOp: opUur(begin, i + 1), vrij: i % 3 }));
}

const gelijk = (waarde: number): number => waarde;

describe('the scale', () => {
  test.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [4, [0, 1, 2, 3, 4]],
    [5, [0, 2, 4, 6]],
    [83, [0, 50, 100]],
    [40, [0, 10, 20, 30, 40]],
    [84_000, [0, 50_000, 100_000]],
  ])('of %d is round, whole, and holds it', (hoogste, schaal) => {
    expect(maakSchaal(hoogste)).toEqual(schaal);
  });
});

describe('the marks of time', () => {
  test('of one day are hours of Amsterdam, midnight by its day', () => {
    const van = Date.parse('2026-11-30T20:30:00Z');
    expect(maakMerken(van, van + 24 * UUR, 9).map(({ naam }) => naam)).toEqual(['di 1 dec', '03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00']);
  });

  test('of a week are midnights, of a quarter not more than fit', () => {
    const tot = Date.parse('2026-12-01T03:00:00Z');
    expect(maakMerken(tot - 7 * 24 * UUR, tot, 9).map(({ naam }) => naam)).toEqual([
      'wo 25 nov', 'do 26 nov', 'vr 27 nov', 'za 28 nov', 'zo 29 nov', 'ma 30 nov', 'di 1 dec',
    ]);
    const kwartaal = maakMerken(tot - 90 * 24 * UUR, tot, 6);
    expect(kwartaal.length).toBeLessThanOrEqual(6);
    expect(kwartaal[0]?.naam).toBe('3 sep');
  });

  test('of the night in which summer time starts are three hours apart by the clock, so two by the sun', () => {
    const van = Date.parse('2027-03-27T23:00:00Z');
    const merken = maakMerken(van, van + 23 * UUR, 9);
    expect(merken.map(({ naam }) => naam)).toEqual(['zo 28 mrt', '03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00', 'ma 29 mrt']);
    expect((merken[1]?.op ?? 0) - van).toBe(2 * UUR);
  });

  test('of the night in which winter time starts are four by the sun once, and the day has 25 hours', () => {
    const van = Date.parse('2026-10-24T22:00:00Z');
    const merken = maakMerken(van, van + 25 * UUR, 9);
    expect(merken.at(-1)).toEqual({ op: van + 25 * UUR, naam: 'ma 26 okt' });
    expect((merken[1]?.op ?? 0) - van).toBe(4 * UUR);
  });
});

describe('the line', () => {
  const stukken = maakStukken(uren('2026-12-01T00:00:00Z', 3), Date.parse('2026-12-01T02:30:00Z'));
  const x = (op: number): number => (op - Date.parse('2026-12-01T00:00:00Z')) / UUR;

  test('is level for as long as a point lasts, and ends now', () => {
    expect(maakLijn(stukken, x, gelijk, ({ vrij }) => vrij)).toBe('M0 0H1V1H2V2H2.5');
  });

  test('has a gap where nothing is known or shown, and none for a point of no length', () => {
    const [eerst, , laatst] = stukken;
    if (!eerst || !laatst) throw new Error('There are three.');
    expect(maakLijn([eerst, laatst], x, gelijk, ({ vrij }) => vrij)).toBe('M0 0H1M2 2H2.5');
    expect(maakLijn([eerst, { ...laatst, vrij: null }], x, gelijk, ({ vrij }) => vrij)).toBe('M0 0H1');
    expect(maakLijn([{ ...eerst, tot: eerst.van }], x, gelijk, ({ vrij }) => vrij)).toBe('');
  });

  test.each([
    ['spring', '2027-03-27T23:00:00Z', 23],
    ['autumn', '2026-10-24T22:00:00Z', 25],
  ])('runs on through the night in %s when the clock is moved, by elapsed time', (_, begin, n) => {
    const nacht = maakStukken(uren(begin, n), Infinity);
    const lijn = maakLijn(nacht, (op) => (op - Date.parse(begin)) / UUR, gelijk, ({ vrij }) => vrij);
    expect(lijn.match(/M/g)).toHaveLength(1);
    expect(lijn.match(/H/g)).toHaveLength(n);
    expect(lijn).toMatch(new RegExp(`H${n}$`));
  });
});

describe('the words', () => {
  test('tell the hour that comes twice apart', () => {
    expect(uren('2026-10-24T23:00:00Z', 4).map((punt) => naamVanPunt(punt, 'uur'))).toEqual([
      'zo 25 okt 01:00',
      'zo 25 okt 02:00 (zomertijd)',
      'zo 25 okt 02:00 (wintertijd)',
      'zo 25 okt 03:00',
    ]);
    expect(uren('2027-03-28T00:00:00Z', 2).map((punt) => naamVanPunt(punt, 'uur'))).toEqual(['zo 28 mrt 01:00', 'zo 28 mrt 03:00']);
  });

  test('say of a day that it is shorter or longer', () => {
    const lente = { vanOp: '2027-03-27T23:00:00Z', totOp: '2027-03-28T22:00:00Z' };
    const herfst = { vanOp: '2026-10-24T22:00:00Z', totOp: '2026-10-25T23:00:00Z' };
    expect([lente, herfst].map((dag) => bijzondereDag(dag, 'dag'))).toEqual(['Deze dag had 23 uur.', 'Deze dag had 25 uur.']);
    expect(bijzondereDag({ vanOp: '2026-11-30T23:00:00Z', totOp: '2026-12-01T23:00:00Z' }, 'dag')).toBe('');
    expect(naamVanPunt(maakPunt(lente), 'dag')).toBe('zo 28 mrt');
  });

  test('write figures as the Dutch do', () => {
    expect([toon(1234.56), toon(2), toon(null), toon(undefined)]).toEqual(['1.234,6', '2', '-', '-']);
  });
});

test('all of it together weighs each point by how long it was measured', () => {
  const punten = [maakPunt({ vrij: 4, gemetenMinuten: 30, vrijHoogst: 9 }), maakPunt({ vrij: 1, gemetenMinuten: 60 }), maakPunt({ vrij: null })];
  expect(vatSamen(punten)).toEqual({ gemiddeld: 2, laagst: 1, hoogst: 9 });
  expect(vatSamen([maakPunt({ vrij: null })])).toBeNull();
});

test('the question is for the last hours, of the country or of one place', () => {
  const nu = Date.parse('2026-12-01T03:00:00Z');
  expect(maakVraag('dag', nu, null)).toBe('?van=2026-11-30T03%3A00%3A00.000Z');
  expect(new URLSearchParams(maakVraag('kwartaal', nu, 'GM0193')).get('centrumgemeente')).toBe('GM0193');
});
