// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HULP } from './paginas';
import { route, startRoute } from './route.svelte';
import { openHulp, sneltoets, zetSneltoets } from './sneltoets.svelte';

window.scrollTo = () => undefined;
let stop: () => void;

beforeEach(() => {
  history.replaceState(null, '', '/plaatsen');
  stop = startRoute();
  document.body.innerHTML = '<main><input /><dialog open><button>x</button></dialog></main>';
  document.addEventListener('keydown', openHulp);
});

afterEach(() => {
  document.removeEventListener('keydown', openHulp);
  zetSneltoets(true);
  stop();
});

function press(waar: string, opties: KeyboardEventInit = {}): void {
  document.querySelector(waar)?.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true, ...opties }));
}

test('a question mark opens the help', () => {
  press('main');
  expect(route.pad).toBe(HULP);
});

test.each([
  ['while somebody types', 'input', {}],
  ['in a dialog', 'button', {}],
  ['with Ctrl', 'main', { ctrlKey: true }],
  ['as another key', 'main', { key: 'a' }],
])('it does not %s', (_, waar, opties) => {
  press(waar, opties);
  expect(route.pad).toBe('/plaatsen');
});

test('who works by voice turns it off on this device', () => {
  zetSneltoets(false);
  press('main');
  expect([route.pad, sneltoets.aan, localStorage.getItem('sneltoets')]).toEqual(['/plaatsen', false, 'uit']);
  zetSneltoets(true);
  expect([sneltoets.aan, localStorage.getItem('sneltoets')]).toEqual([true, null]);
});
