// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { focusIn } from './focus';

test('the focus goes to what is asked for in the card', async () => {
  document.body.innerHTML = '<h1>Plaatsen</h1><article><button>een</button><button class="wijzig">twee</button></article>';
  await focusIn(() => document.querySelector('article'), '.wijzig');
  expect(document.activeElement?.textContent).toBe('twee');
  await focusIn(() => document.querySelector('article'), 'form');
  expect(document.activeElement?.textContent).toBe('twee');
});

test('when the card is gone it goes to the heading of the page', async () => {
  document.body.innerHTML = '<h1>Plaatsen</h1>';
  await focusIn(() => null, 'button');
  expect(document.activeElement?.textContent).toBe('Plaatsen');
});
