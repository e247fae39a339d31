import { expect, test } from 'vitest';
import { maakBezetting } from '../testgegevens/maak';
import { namenVan, PANELEN, volgend } from './wisseling';

test('the panels come one after the other, round and round, and back', () => {
  expect(PANELEN.map((paneel) => volgend(paneel))).toEqual(['totalen', 'signalen', 'verloop', 'kaart']);
  expect(volgend('kaart', -1)).toBe('verloop');
});

test('names are in the order of Dutch, the first ones, and how many more there are', () => {
  const rijen = ['Zwolle', "'s-Hertogenbosch", 'Ede', 'Almere'].map((naam) => maakBezetting({ naam, code: naam, geenVrij: true }));
  const zonder = (hoogstens: number): unknown => namenVan([...rijen, maakBezetting({ naam: 'Breda' })], ({ geenVrij }) => geenVrij === true, hoogstens);
  expect(zonder(2)).toEqual({ namen: ["'s-Hertogenbosch", 'Almere'], meer: 2 });
  expect(zonder(3)).toEqual({ namen: ["'s-Hertogenbosch", 'Almere', 'Ede', 'Zwolle'], meer: 0 });
});
