// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

type Nieuw = typeof import('./nieuw.svelte');
let pagina: string;
let geladen: number;

async function load(): Promise<Nieuw> {
  vi.resetModules();
  return import('./nieuw.svelte');
}

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  document.head.innerHTML = '<script type="module" src="/assets/index-1.js"></script>';
  document.body.innerHTML = '<main></main>';
  [pagina, geladen] = [document.head.innerHTML, 0];
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(pagina)));
  vi.stubGlobal('location', { reload: () => (geladen += 1) });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the same page stays', async () => {
  const { checkVersie, versie } = await load();
  await checkVersie();
  expect([versie.nieuw, geladen]).toEqual([false, 0]);
});

test('a newer one is loaded at once, but not for ever when nodes differ', async () => {
  const { checkVersie, versie } = await load();
  pagina = pagina.replace('index-1', 'index-2');
  await checkVersie();
  expect([versie.nieuw, geladen]).toEqual([true, 1]);
  await checkVersie();
  expect(geladen).toBe(1);
  vi.advanceTimersByTime(60_000);
  await checkVersie();
  expect(geladen).toBe(2);
});

test('what somebody is filling in is not thrown away; it is loaded when they are done', async () => {
  const { checkVersie, watchVersie, versie } = await load();
  const stop = watchVersie();
  document.body.innerHTML = '<main><form></form></main>';
  pagina = pagina.replace('index-1', 'index-2');
  await checkVersie();
  await vi.advanceTimersByTimeAsync(5_000);
  expect([versie.nieuw, geladen]).toEqual([true, 0]);
  document.body.innerHTML = '<main></main>';
  await vi.advanceTimersByTimeAsync(2_000);
  expect(geladen).toBe(1);
  stop();
});

test('a page that stays open looks every ten minutes, and without a network again later', async () => {
  const { watchVersie, versie } = await load();
  const gevraagd = vi.fn(() => Promise.reject(new TypeError('network')));
  vi.stubGlobal('fetch', gevraagd);
  const stop = watchVersie();
  await vi.advanceTimersByTimeAsync(21 * 60_000);
  expect([gevraagd.mock.calls.length, versie.nieuw]).toEqual([3, false]);
  window.dispatchEvent(new Event('online'));
  stop();
  window.dispatchEvent(new Event('online'));
  expect(gevraagd).toHaveBeenCalledTimes(4);
});
