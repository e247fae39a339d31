import { describe, expect, test } from 'vitest';
import { maakLivePlaats, maakPlaatsing } from '../testgegevens/maak';
import type { LivePlaats, Plaatsing } from '../wire/contract';
import { misAanVrijgave, naamVanPlaats, noem, samenOp } from './samen';

const een = maakLivePlaats({ id: 'a', referentie: '7QK2', plaatsing: 'plaatsing-1', status: 'gereserveerd' });
const twee = maakLivePlaats({ id: 'b', referentie: '8RL3', plaatsing: 'plaatsing-1', status: 'gereserveerd' });
const stand = { plaatsen: new Map<string, LivePlaats>([['a', een], ['b', twee]]) };

function met(delen: Partial<Plaatsing>): { plaatsingen: Map<string, Plaatsing> } {
  return { plaatsingen: new Map([['plaatsing-1', maakPlaatsing({ plaatsen: ['a', 'b'], ...delen })]]) };
}

test('places are called by what the house calls them', () => {
  expect(noem(['a'], stand)).toBe('plaats 7QK2');
  expect(noem(['a', 'b'], stand)).toBe('plaatsen 7QK2 en 8RL3');
  expect(naamVanPlaats('weg', stand)).toBe('onbekend');
});

describe('a place held together with others', () => {
  test.each(['gereserveerd', 'bevestigd', 'aangekomen', 'niet_verschenen'] as const)('while the plaatsing is %s', (status) => {
    expect(samenOp(een, met({ status }))?.plaatsen).toEqual(['a', 'b']);
  });

  test.each<[string, Partial<Plaatsing>]>([
    ['the plaatsing is over', { status: 'teruggemeld' }],
    ['it is the only one', { plaatsen: ['a'] }],
    ['the household has left it', { plaatsen: ['b', 'c'] }],
  ])('not when %s', (_, delen) => {
    expect(samenOp(een, met(delen))).toBeUndefined();
  });

  test('not when nobody holds it, or nothing is known of who does', () => {
    expect(samenOp(maakLivePlaats({ id: 'a' }), met({}))).toBeUndefined();
    expect(samenOp(een, { plaatsingen: new Map() })).toBeUndefined();
  });
});

test.each([
  [[], 'Kies de plaats die vrijkomt.'],
  [['a'], ''],
  [['a', 'b'], 'Is het hele huishouden weg? Meld dan het vertrek.'],
])('leaving %j of two places', (gekozen, mis) => {
  expect(misAanVrijgave(gekozen, ['a', 'b'])).toBe(mis);
});
