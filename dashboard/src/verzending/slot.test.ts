// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { alleen } from './slot';

interface Vraag {
  signal?: AbortSignal;
  steal?: boolean;
}

function stubSloten(request: (naam: string, vraag: Vraag, doe: () => Promise<void>) => Promise<void>): void {
  Object.defineProperty(navigator, 'locks', { value: { request }, configurable: true });
}

afterEach(() => void Reflect.deleteProperty(navigator, 'locks'));

test('without locks it just does it', async () => {
  const doe = vi.fn(() => Promise.resolve());
  await alleen('x', doe);
  expect(doe).toHaveBeenCalledOnce();
});

test('one tab has the turn at a time', async () => {
  const doe = vi.fn(() => Promise.resolve());
  stubSloten((_naam, _vraag, begin) => begin());
  await alleen('x', doe);
  expect(doe).toHaveBeenCalledOnce();
});

test('the turn of a frozen tab is taken after a while', async () => {
  const doe = vi.fn(() => Promise.resolve());
  stubSloten((_naam, { steal }, begin) => (steal ? begin() : Promise.reject(new DOMException('late', 'TimeoutError'))));
  await alleen('x', doe);
  expect(doe).toHaveBeenCalledOnce();
});

test('who lost the turn while at it leaves it to who took it', async () => {
  const doe = vi.fn(() => Promise.resolve());
  stubSloten(async (_naam, _vraag, begin) => {
    await begin();
    throw new DOMException('taken', 'AbortError');
  });
  await alleen('x', doe);
  expect(doe).toHaveBeenCalledOnce();
});

test('a fault of our own is not swallowed', async () => {
  stubSloten((_naam, _vraag, begin) => begin());
  await expect(alleen('x', () => Promise.reject(new RangeError('bug')))).rejects.toThrow('bug');
});
