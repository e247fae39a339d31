import { expect, test } from 'vitest';
import { Weigering } from '../wire/api';
import { hoor, taalVan } from './dienst';

test('a refusal of the service is Dutch on every screen, and our own words are in the language of the screen', () => {
  const fouten = [{ veld: 'adres', fout: 'Dit adres bestaat al.' }];
  const { message } = new Weigering({ type: '/v1/problemen/x', title: 'x', status: 409, detail: 'De plaats is bezet.', fouten });
  expect([message, 'Dit adres bestaat al.', 'The place is taken.', undefined].map(taalVan)).toEqual(['nl', 'nl', undefined, undefined]);
});

test('only the last sentences are remembered', () => {
  hoor(Array.from({ length: 300 }, (_, i) => `zin ${i}`));
  expect([0, 99, 100, 299].map((i) => taalVan(`zin ${i}`))).toEqual([undefined, undefined, 'nl', 'nl']);
});
