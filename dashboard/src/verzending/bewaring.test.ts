// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';
import { maakVerzending } from '../testgegevens/postvak';
import { Bewaring, gaatOver, storage } from './bewaring';

let bewaring: Bewaring;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  bewaring = new Bewaring(localStorage, sessionStorage);
});

test('what was kept is there after the page is loaded again, in order, for its own account only', () => {
  bewaring.keep(maakVerzending({ id: 'b', nummer: 2 }));
  bewaring.keep(maakVerzending({ id: 'a', nummer: 1 }));
  bewaring.keep(maakVerzending({ id: 'x', account: 'ander' }));
  const later = new Bewaring(localStorage, sessionStorage);
  expect(later.read('account-1').map(({ id }) => id)).toEqual(['a', 'b']);
  expect(later.countOthers('account-1')).toBe(1);
  expect(later.countOthers(null)).toBe(3);
});

test('what says something about people stays in the tab', () => {
  bewaring.keep(maakVerzending({ vertrouwelijk: true }));
  expect(localStorage).toHaveLength(0);
  expect(bewaring.read('account-1')).toHaveLength(1);
});

test('what others left is dropped, and at the end everything', () => {
  localStorage.setItem('geluid', 'stil');
  bewaring.keep(maakVerzending());
  bewaring.keep(maakVerzending({ id: 'x', account: 'ander', vertrouwelijk: true }));
  bewaring.dropOthers('account-1');
  expect(sessionStorage).toHaveLength(0);
  expect(bewaring.read('account-1')).toHaveLength(1);
  bewaring.dropOthers(null);
  expect(bewaring.read('account-1')).toEqual([]);
  expect(localStorage).toHaveLength(1);
});

test('the same form has the same key in every tab, for a while', () => {
  bewaring.keepKey('f', 'v1', 100);
  const andereTab = new Bewaring(localStorage, null);
  expect([andereTab.findKey('f', 99), andereTab.findKey('f', 100), andereTab.findKey('g', 0)]).toEqual(['v1', null, null]);
  bewaring.keepKey('f', null, 0);
  expect(localStorage).toHaveLength(0);
  bewaring.keepKey('f', 'v1', 100);
  bewaring.dropOthers('account-1');
  expect(bewaring.findKey('f', 0)).toBe('v1');
  bewaring.dropOthers(null);
  expect([localStorage.length, new Bewaring(null, null).findKey('f', 0)]).toEqual([0, null]);
});

test('a browser that keeps nothing holds them as long as the page is there', () => {
  const vol = new Bewaring(null, null);
  vol.keep(maakVerzending());
  expect(vol.read('account-1')).toHaveLength(1);
  vol.drop(maakVerzending());
  expect(vol.read('account-1')).toEqual([]);
});

test('what another version wrote is left alone', () => {
  for (const [n, tekst] of ['{', 'null', '{"id":1}', '[]'].entries()) localStorage.setItem(`verzending:${n}`, tekst);
  expect(bewaring.read('account-1')).toEqual([]);
});

test('a change by another tab is recognised by its name', () => {
  expect(['verzending:a', 'geluid', null].map(gaatOver)).toEqual([true, false, true]);
});

test('a storage that is not allowed is none', () => {
  vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('no', 'SecurityError');
  });
  expect(storage('localStorage')).toBeNull();
});
