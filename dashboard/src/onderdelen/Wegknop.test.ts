// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { live, stopLive, takePlaats } from '../live/live.svelte';
import { maakPlaats } from '../testgegevens/maak';
import { isBack, leave, NEUTRAAL, press } from './weg';
import Wegknop from './Wegknop.svelte';

beforeEach(() => sessionStorage.clear());
afterEach(() => stopLive());

test('who leaves leaves an empty screen, a neutral title, silence and another page in its place', () => {
  document.title = '(1) Plaatsen - Crisisplaatsen';
  takePlaats(maakPlaats());
  const { container } = render(Wegknop);
  expect(document.body.contains(container)).toBe(true);
  const naar: string[] = [];
  leave((adres) => naar.push(adres));
  expect([document.body.textContent, document.title.trim(), naar, live.stand.plaatsen.size]).toEqual(['', '', [NEUTRAAL], 0]);
});

test('there is a button for it that says what it does', () => {
  render(Wegknop);
  expect(screen.getByRole('button', { name: 'Snel weg' })).toBeTruthy();
});

describe('Escape', () => {
  test.each([
    [[0, 100, 200], true],
    [[0, 100], false],
    [[0, 1000, 1600], false],
    [[0, 1000, 1600, 1700, 1800], true],
  ])('at %j ms leaves: %s', (momenten, weg) => {
    const na = momenten.reduce<{ keren: readonly number[]; weg: boolean }>(({ keren }, nu) => press(keren, nu), { keren: [], weg: false });
    expect(na.weg).toBe(weg);
  });
});

describe('the button Back of the browser', () => {
  test('does not bring it back, nor does loading again', () => {
    leave(() => undefined);
    expect([isBack('back_forward'), isBack('reload'), isBack('back_forward')]).toEqual([true, true, true]);
  });

  test('who opens the page anew is let in', () => {
    leave(() => undefined);
    expect([isBack('navigate'), isBack('back_forward')]).toEqual([false, false]);
  });

  test('who never left goes back as ever', () => {
    expect(isBack('back_forward')).toBe(false);
  });
});
