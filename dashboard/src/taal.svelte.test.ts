// @vitest-environment jsdom
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { aantal, beginTaal, woordBij, t, taal, woordenlijst, zetTaal } from './taal.svelte';
import { dagnaam, duur, kloktijd, moment } from './tijd';
import { opsomming, samenstelling } from './woorden';

const SOORT = woordenlijst({ vrij: 'Vrij', diep: { bezet: 'Bezet' } });

afterEach(async () => {
  vi.unstubAllGlobals();
  await zetTaal('nl');
  localStorage.clear();
});

test('Dutch is the key, and needs no list', () => {
  expect([t`Uitloggen`, t`${'3 uur'} en ${5} min`, aantal(1, 'nacht', 'nachten'), aantal(2, 'nacht', 'nachten')]).toEqual([
    'Uitloggen',
    '3 uur en 5 min',
    '1 nacht',
    '2 nachten',
  ]);
});

describe('in English', () => {
  test('texts, words for codes and numbers of things are English', async () => {
    await zetTaal('en');
    expect([t`Uitloggen`, t`${duur(3_900_000)} geleden`, aantal(1, 'nacht', 'nachten'), aantal(2, 'nacht', 'nachten')]).toEqual([
      'Log out',
      '1 hour and 5 min ago',
      '1 night',
      '2 nights',
    ]);
    expect([SOORT.vrij, Object.values(SOORT.diep)]).toEqual(['Free', ['Taken']]);
    expect(woordBij(1, 'nacht', 'nachten')).toBe('night');
    expect(opsomming(['a', 'b', 'c'])).toBe('a, b and c');
    expect(samenstelling({ volwassenen: 1, kinderen: [{ leeftijd: 4 }, { leeftijd: 11 }], behoeften: [] })).toBe('1 adult and 2 children (4 and 11 years)');
  });

  test('the time is still that of Amsterdam, on 24 hours', async () => {
    await zetTaal('en');
    const nu = Date.parse('2026-11-21T22:30:00Z');
    expect(kloktijd('2026-07-21T21:10:00Z')).toBe('23:10');
    expect(moment('2026-11-21T23:00:00Z', nu)).toBe('tomorrow 00:00');
    expect(dagnaam('2026-11-24', nu)).toBe('Tue 24 Nov');
    expect(duur(2 * 3_600_000)).toBe('2 hours');
  });

  test('a text that the list lacks stays Dutch', async () => {
    await zetTaal('en');
    const lijst: Record<string, string> = { nieuw: ['Nog', 'nooit', 'gezien'].join(' ') };
    expect(woordenlijst(lijst)['nieuw']).toBe('Nog nooit gezien');
  });
});

test('the page says which language it is in, and follows a change at once', async () => {
  const gezien: string[] = [];
  const stop = $effect.root(() => {
    $effect(() => void gezien.push(t`Uitloggen`));
  });
  flushSync();
  await zetTaal('en');
  flushSync();
  expect([document.documentElement.lang, taal.locale, ...gezien]).toEqual(['en', 'en-GB', 'Uitloggen', 'Log out']);
  stop();
});

test('the choice is kept on the device, and nothing else is', async () => {
  await zetTaal('en');
  expect({ ...localStorage }).toEqual({ taal: 'en' });
  await zetTaal('nl');
  localStorage.setItem('taal', 'en');
  await beginTaal();
  expect(taal.huidige).toBe('en');
});

test('a browser that keeps nothing shows Dutch', async () => {
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new DOMException('no', 'SecurityError');
    },
  });
  await beginTaal();
  expect(taal.huidige).toBe('nl');
});
