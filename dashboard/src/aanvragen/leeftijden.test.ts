import { expect, test } from 'vitest';
import { LEEFTIJDEN, stapLeeftijd, typLeeftijd } from './leeftijden';

test('every age of a child has a button', () => {
  expect([LEEFTIJDEN[0], LEEFTIJDEN.at(-1), LEEFTIJDEN.length]).toEqual([0, 17, 18]);
});

test.each([
  ['', '4', '4'],
  ['1', '2', '12'],
  ['1', '8', '8'],
  ['2', '4', '4'],
  ['0', '5', '5'],
  ['12', '3', '3'],
])('after %j the figure %s points at %s', (getypt, cijfer, uit) => expect(typLeeftijd(getypt, cijfer)).toBe(uit));

test('arrows stay within the row', () => {
  expect(stapLeeftijd(3, 'ArrowRight')).toBe(4);
  expect(stapLeeftijd(17, 'ArrowRight')).toBe(17);
  expect(stapLeeftijd(0, 'ArrowLeft')).toBe(0);
  expect(stapLeeftijd(5, 'End')).toBe(17);
  expect(stapLeeftijd(5, 'a')).toBeNull();
});
