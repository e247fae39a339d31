import { expect, test } from 'vitest';
import { magHerladen, PAUZE_MS, versieVan } from './versie';

test('a page is the build that its files are of', () => {
  const pagina = '<script type="module" src="/assets/index-1a.js"></script><link rel="stylesheet" href="/assets/index-2b.css">';
  expect(versieVan(pagina)).toBe('/assets/index-1a.js /assets/index-2b.css');
  expect(versieVan(pagina.replace('1a', '9z'))).not.toBe(versieVan(pagina));
  expect(versieVan(`<!doctype html>\n${pagina}<title>x</title>`)).toBe(versieVan(pagina));
});

test('a page is loaded again for a version once a minute at most', () => {
  expect(magHerladen('b', null, 0)).toBe(true);
  expect(magHerladen('b', { versie: 'a', op: 0 }, 1)).toBe(true);
  expect(magHerladen('b', { versie: 'b', op: 0 }, PAUZE_MS - 1)).toBe(false);
  expect(magHerladen('b', { versie: 'b', op: 0 }, PAUZE_MS)).toBe(true);
});
