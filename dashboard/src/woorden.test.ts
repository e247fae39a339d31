import { expect, test } from 'vitest';
import { BEHOEFTE, nachten, ruimte, samenstelling, woorden } from './woorden';

test('a household is read in words', () => {
  const kinderen = [{ leeftijd: 4 }, { leeftijd: 11 }];
  expect(samenstelling({ volwassenen: 1, kinderen, behoeften: [] })).toBe('1 volwassene en 2 kinderen (4 en 11 jaar)');
  expect(samenstelling({ volwassenen: 2, kinderen: [], behoeften: [] })).toBe('2 volwassenen');
  expect(samenstelling({ volwassenen: 1, kinderen: [{ leeftijd: 0 }], behoeften: [] })).toBe('1 volwassene en 1 kind (0 jaar)');
});

test('one night is not plural', () => {
  expect([1, 2].map(nachten)).toEqual(['1 nacht', '2 nachten']);
});

test('the room of several places is that of all of them', () => {
  expect(ruimte({ plaatsen: ['a'], soort: 'opvangplaats', personenMax: 1 })).toBe('Opvangplaats voor 1 persoon');
  expect(ruimte({ plaatsen: ['a', 'b'], soort: 'crisisplaats', personenMax: 10 })).toBe('2 plaatsen in één huis, samen voor 10 personen');
});

test('a code without a word is shown as it came', () => {
  expect(woorden(BEHOEFTE, ['tolk', 'nieuw'])).toEqual(['Tolk', 'nieuw']);
});
