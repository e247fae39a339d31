// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearApparaat, mustLogout, noteLogout } from './apparaat';
import { forgetSessie, loadSessie, login, logout, sessie } from './sessie.svelte';
import { stubDienst } from './testgegevens/dienst';

let caches: string[];
let databases: string[];
let werkers: number;

beforeEach(() => {
  [caches, databases, werkers] = [['schil-1', 'schil-2'], ['iets'], 1];
  vi.stubGlobal('caches', {
    keys: () => Promise.resolve(caches),
    delete: (naam: string) => Promise.resolve((caches = caches.filter((n) => n !== naam))),
  });
  vi.stubGlobal('indexedDB', {
    databases: () => Promise.resolve(databases.map((name) => ({ name }))),
    deleteDatabase: (naam: string) => void (databases = databases.filter((n) => n !== naam)),
  });
  const werker = { unregister: () => Promise.resolve(void (werkers = 0)) };
  Object.defineProperty(navigator, 'serviceWorker', { value: { getRegistrations: () => Promise.resolve([werker]) }, configurable: true });
});

afterEach(() => {
  Reflect.deleteProperty(navigator, 'serviceWorker');
  forgetSessie();
  localStorage.clear();
  vi.unstubAllGlobals();
});

test('nothing stays on the device', async () => {
  localStorage.setItem('geluid', 'stil');
  sessionStorage.setItem('verzending:v1', '{}');
  await clearApparaat();
  expect([localStorage.length, sessionStorage.length, caches, databases, werkers]).toEqual([0, 0, [], [], 0]);
});

test('a worker that is still filling its cache is waited for', async () => {
  const bezig = Object.assign(new EventTarget(), { state: 'installing' });
  const werker = {
    installing: bezig,
    unregister: () => {
      setTimeout(() => {
        [bezig.state, caches] = ['installed', [...caches, 'schil-3']];
        bezig.dispatchEvent(new Event('statechange'));
      });
      return Promise.resolve();
    },
  };
  Object.defineProperty(navigator, 'serviceWorker', { value: { getRegistrations: () => Promise.resolve([werker]) }, configurable: true });
  await clearApparaat();
  expect(caches).toEqual([]);
});

test('a device that can keep nothing has nothing to forget', async () => {
  Reflect.deleteProperty(navigator, 'serviceWorker');
  vi.unstubAllGlobals();
  await expect(clearApparaat()).resolves.toBeUndefined();
});

test('a logout without a network empties the device at once, and the service hears it before anybody gets in again', async () => {
  stubDienst(() => [200, { account: { id: 'a', rol: 'opvang' } }]);
  await login('a');
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
  localStorage.setItem('geluid', 'stil');
  await expect(logout()).rejects.toThrow();
  expect([sessie.huidige, Object.keys(localStorage), mustLogout()]).toEqual([null, ['uitloggen'], true]);
  await expect(loadSessie()).rejects.toThrow();
  expect(sessie.bekend).toBe(false);
  const verzoeken = stubDienst(({ method }) => (method === 'DELETE' ? [204, null] : [401, { type: '/v1/problemen/niet_ingelogd', title: 'x', status: 401, detail: 'Log in.' }]));
  await loadSessie();
  expect(verzoeken.map(({ method }) => method)).toEqual(['DELETE', 'GET']);
  expect([sessie.bekend, sessie.huidige, mustLogout()]).toEqual([true, null, false]);
});

test('what still has to be told is remembered, and nothing else', () => {
  noteLogout(true);
  expect([mustLogout(), localStorage.length]).toEqual([true, 1]);
  noteLogout(false);
  expect([mustLogout(), localStorage.length]).toEqual([false, 0]);
});
