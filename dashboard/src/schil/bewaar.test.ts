// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { keepSchil } from './bewaar';

afterEach(() => {
  Reflect.deleteProperty(navigator, 'serviceWorker');
  vi.unstubAllEnvs();
});

function stubWerker(register: () => Promise<void>): ReturnType<typeof vi.fn> {
  const nep = vi.fn(register);
  Object.defineProperty(navigator, 'serviceWorker', { value: { register: nep }, configurable: true });
  return nep;
}

test('the built page lets the browser keep its shell, and asks for a newer worker every time', async () => {
  vi.stubEnv('PROD', true);
  const register = stubWerker(() => Promise.resolve());
  await keepSchil();
  expect(register).toHaveBeenCalledExactlyOnceWith('/dienstwerker.js', { updateViaCache: 'none' });
});

test('where that is not allowed the page works without', async () => {
  vi.stubEnv('PROD', true);
  stubWerker(() => Promise.reject(new DOMException('no', 'SecurityError')));
  await expect(keepSchil()).resolves.toBeUndefined();
  Reflect.deleteProperty(navigator, 'serviceWorker');
  await expect(keepSchil()).resolves.toBeUndefined();
});
