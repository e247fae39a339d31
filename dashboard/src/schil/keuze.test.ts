import { expect, test } from 'vitest';
import { kies, oude } from './keuze';

const HIER = 'https://dienst.test';

test.each([
  ['GET', 'navigate', '/plaatsen', 'net-eerst'],
  ['GET', 'cors', '/assets/index-1a2b.js', 'bewaard'],
  ['GET', 'cors', '/v1/plaatsen', 'laten'],
  ['GET', 'navigate', '/v1/dossiers/x.csv', 'laten'],
  ['GET', 'navigate', '/v1', 'laten'],
  ['GET', 'navigate', '/zonder-javascript/', 'laten'],
  ['POST', 'cors', '/v1/aanvragen', 'laten'],
  ['POST', 'navigate', '/plaatsen', 'laten'],
  ['GET', 'cors', '/', 'laten'],
  ['GET', 'cors', '/app.webmanifest', 'laten'],
  ['GET', 'cors', 'https://elders.test/assets/a.js', 'laten'],
])('%s %s %s is %s', (method, mode, url, keuze) => {
  expect(kies({ method, mode, url: new URL(url, HIER).href }, HIER)).toBe(keuze);
});

test('only shells of another version are old', () => {
  expect(oude(['schil-1', 'schil-2', 'iets'], '2')).toEqual(['schil-1']);
});
