import { describe, expect, test } from 'vitest';
import type { Gemeente } from '../wire/contract';
import { afgevallen, kort, over, stap, wissel } from './regio';

function maakGemeente(code: string, formeel: string, feitelijk = formeel): Gemeente {
  return { code, naam: code, veiligheidsregio: '', formeel, feitelijk };
}

const gemeenten = [maakGemeente('Zwolle', 'Zwolle'), maakGemeente('Kampen', 'Zwolle'), maakGemeente('Ede', 'Ede'), maakGemeente('Nijkerk', 'Amersfoort', 'Ede')];

describe('no place is looked for', () => {
  test('in the own region, on paper and in practice', () => {
    expect([...afgevallen(gemeenten, ['Nijkerk'], [])]).toEqual([['Amersfoort', 'eigen'], ['Ede', 'eigen']]);
  });

  test('in the region of a gemeente that is not safe, whoever named it', () => {
    expect([...afgevallen(gemeenten, [], ['Kampen'])]).toEqual([['Zwolle', 'gemeente']]);
    expect([...afgevallen(gemeenten, [], ['Zwolle', 'Kampen'])]).toEqual([['Zwolle', 'gekozen']]);
    expect([...afgevallen(gemeenten, ['Ede'], ['Ede'])]).toEqual([['Ede', 'eigen']]);
  });

  test('and what is left is counted', () => {
    const alle = ['Zwolle', 'Ede'].map((code) => ({ code, naam: code, provincie: '', breedtegraad: 0, lengtegraad: 0, veiligheidsregio: '' }));
    expect(over(alle, afgevallen(gemeenten, ['Ede'], []))).toBe(1);
  });
});

test('a region is chosen and taken off again', () => {
  expect(wissel(['a'], 'b')).toEqual(['a', 'b']);
  expect(wissel(['a', 'b'], 'a')).toEqual(['b']);
});

test('a name on the map is short and still differs', () => {
  expect(['Den Haag', 'Den Helder', "'s-Hertogenbosch", 'Ede', 'Amersfoort', 'Amsterdam'].map(kort)).toEqual([
    'Haag',
    'Held',
    'Hert',
    'Ede',
    'Amer',
    'Amst',
  ]);
});

test('the keyboard walks the list, and a letter leads to the next name that begins with it', () => {
  const namen = ['Almere', 'Amersfoort', "'s-Hertogenbosch", 'Zwolle'];
  expect(stap(namen, 0, 'ArrowRight')).toBe(1);
  expect(stap(namen, 3, 'ArrowDown')).toBe(3);
  expect(stap(namen, 2, 'Home')).toBe(0);
  expect(stap(namen, 0, 'a')).toBe(1);
  expect(stap(namen, 1, 'A')).toBe(0);
  expect(stap(namen, 0, 'h')).toBe(2);
  expect(stap(namen, 0, 'x')).toBeNull();
  expect(stap(namen, 0, 'Enter')).toBeNull();
});
