import { expect, test } from 'vitest';
import { makeVooruit, type Stuk } from '../vooruit';
import { DELEN } from './delen';
import bron from './delen.ts?raw';

const stuk = (fileName: string, bron: string | null, imports: string[] = [], css: string[] = []): Stuk => ({
  fileName,
  facadeModuleId: bron && `/ergens/src/${bron}`,
  imports,
  css,
});

test('a page names its own files and what those need, and not what every page begins with', () => {
  const stukken = [
    stuk('assets/begin.js', 'main.ts', [], ['assets/begin.css']),
    stuk('assets/samen.js', null, ['assets/begin.js'], ['assets/samen.css']),
    stuk('assets/Hulp.js', 'hulp/Hulp.svelte', ['assets/samen.js', 'assets/begin.js'], ['assets/Hulp.css']),
  ];
  const delen = "'/hulp': () => import('./hulp/Hulp.svelte'),";
  expect(makeVooruit(delen, stukken, new Set(['assets/begin.js', 'assets/begin.css']))).toEqual({
    '/hulp': ['/assets/Hulp.css', '/assets/Hulp.js', '/assets/samen.css', '/assets/samen.js'],
  });
});

test('a page of which nothing was built stops the build', () => {
  expect(() => makeVooruit("'/hulp': () => import('./hulp/Hulp.svelte'),", [], new Set())).toThrow('/hulp/Hulp.svelte');
});

test('every page of the dashboard is found', () => {
  const alles = [...bron.matchAll(/import\('\.\/([^']+)'\)/g)].map(([, pad = '']) => stuk(`assets/${pad}.js`, pad));
  expect(Object.keys(makeVooruit(bron, alles, new Set())).toSorted()).toEqual(Object.keys(DELEN).toSorted());
});
