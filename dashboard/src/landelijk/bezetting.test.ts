import { describe, expect, test } from 'vitest';
import { maakBezetting, maakTelling } from '../testgegevens/maak';
import type { Bezetting } from '../wire/contract';
import { kaal, sorteer, telOp, zoek } from './bezetting';

const NAMEN = ['Zwolle', "'s-Hertogenbosch", 'Ede', 'Almere', 'Den Haag'];
const rijen = NAMEN.map((naam, i) => maakBezetting({ naam, code: naam, vrij: i % 2, geenVrij: i % 2 === 0 }));
const namen = (uit: readonly Bezetting[]): string[] => uit.map(({ naam }) => naam);

describe('the national total', () => {
  test('adds every figure', () => {
    expect(telOp([maakTelling({ vrij: 2 }), maakTelling({ vrij: 3, buitenGebruik: 1 })])).toEqual(
      maakTelling({ inzetbaar: 8, vrij: 5, onbevestigd: 2, gereserveerd: 2, bezet: 2, buitenGebruik: 1 }),
    );
  });

  test('has no gereserveerd when the reader may not know it', () => {
    const { gereserveerd: _, ...gevouwen } = maakTelling();
    expect(telOp([gevouwen, gevouwen])).not.toHaveProperty('gereserveerd');
  });
});

describe('the rows', () => {
  test('sort by name as Dutch does, both ways', () => {
    expect(namen(sorteer(rijen, 'naam', 'op'))).toEqual(["'s-Hertogenbosch", 'Almere', 'Den Haag', 'Ede', 'Zwolle']);
    expect(namen(sorteer(rijen, 'naam', 'af'))[0]).toBe('Zwolle');
  });

  test('with the same figure stay in order of name', () => {
    expect(namen(sorteer(rijen, 'vrij', 'af'))).toEqual(["'s-Hertogenbosch", 'Almere', 'Den Haag', 'Ede', 'Zwolle']);
  });

  test('are found without accents, capitals or apostrophes', () => {
    expect(namen(zoek(rijen, 'sHERT', 'alle'))).toEqual(["'s-Hertogenbosch"]);
    expect(namen(zoek(rijen, 'denh', 'alle'))).toEqual(['Den Haag']);
    expect(kaal('Súdwest-Fryslân')).toBe('sudwestfryslan');
  });

  test('can be only those with a free place, or only those that need attention', () => {
    expect(namen(zoek(rijen, '', 'vrij'))).toEqual(["'s-Hertogenbosch", 'Almere']);
    expect(namen(zoek(rijen, '', 'aandacht'))).toEqual(['Zwolle', 'Ede', 'Den Haag']);
    expect(namen(zoek([maakBezetting({ naam: 'Venlo', onderMinimum: true })], '', 'aandacht'))).toEqual(['Venlo']);
  });
});
