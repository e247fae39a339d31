import { describe, expect, test } from 'vitest';
import { maakBezetting, maakTelling } from '../testgegevens/maak';
import type { Bezetting, Totaal } from '../wire/contract';
import { gemiddeld, isGeteld, kaal, sorteer, telOp, zichtOpAnderen, zoek } from './bezetting';

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

const NU = Date.parse('2026-11-24T13:20:00Z');
const maakTotaal = (delen: Partial<Totaal> = {}): Totaal => ({
  id: 'totaal',
  ...maakTelling(),
  opvangplaatsen: maakTelling(),
  openheid: 'getikt',
  getiktOp: '2026-11-24T13:15:00Z',
  volgendeTikOp: '2026-11-24T13:30:00Z',
  gemiddeldOver: null,
  revisie: 1,
  ...delen,
});

describe('what a gemeente sees of others', () => {
  test('says of when the others are and when that changes', () => {
    expect(zichtOpAnderen(maakTotaal(), NU)?.titel).toBe('Andere gemeenten: stand van 14:15, volgende om 14:30.');
    const dag = maakTotaal({ getiktOp: '2026-11-23T23:00:00Z', volgendeTikOp: '2026-11-24T23:00:00Z' });
    expect(zichtOpAnderen(dag, NU)?.titel).toBe('Andere gemeenten: stand van 00:00, volgende om morgen 00:00.');
  });

  test('does not pass an old stand off as the newest', () => {
    expect(zichtOpAnderen(maakTotaal(), Date.parse('2026-11-24T13:31:00Z'))?.titel).toContain('de volgende is te laat');
  });

  test('says nothing when everything is shown', () => {
    expect(zichtOpAnderen(maakTotaal({ openheid: 'volledig', getiktOp: null, volgendeTikOp: null }), NU)).toBeNull();
  });

  test('names the week of an average', () => {
    const week = { vanDatum: '2026-11-16', totDatum: '2026-11-23' };
    const zicht = zichtOpAnderen(maakTotaal({ openheid: 'landelijk', gemiddeldOver: week }), NU);
    expect(zicht?.tekst).toContain('de week van ma 16 nov');
    expect(gemiddeld(maakBezetting({ gemiddeldVrijDerden: 3 }))).toBe('meer dan twee derde vrij');
    expect(gemiddeld(maakBezetting())).toBe('');
  });

  test('counts and sorts what is not shown as nothing', () => {
    const dicht = maakBezetting({ naam: 'Venlo', vrij: null, bezet: null, buitenGebruik: null, onbevestigd: null, geenVrij: null });
    expect([isGeteld(dicht), isGeteld(maakBezetting())]).toEqual([false, true]);
    expect(telOp([dicht, maakBezetting({ vrij: 2 })]).vrij).toBe(2);
    expect(namen(sorteer([dicht, maakBezetting({ vrij: 0 })], 'vrij', 'af'))).toEqual(['Zwolle', 'Venlo']);
    expect(zoek([dicht], '', 'aandacht')).toEqual([]);
  });
});
