// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import Straks from './Straks.svelte';

const children = createRawSnippet(() => ({ render: () => '<p>later</p>' }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([1, 2])('is drawn %i turns later, and not before', async (beurt) => {
  render(Straks, { children, beurt });
  for (let eerder = 1; eerder < beurt; eerder++) await vi.advanceTimersToNextTimerAsync();
  expect(screen.queryByText('later')).toBeNull();
  await vi.advanceTimersToNextTimerAsync();
  expect(screen.getByText('later')).toBeTruthy();
});

test('is not drawn any more for who has gone', async () => {
  const { unmount } = render(Straks, { children });
  unmount();
  expect(vi.getTimerCount()).toBe(0);
});
