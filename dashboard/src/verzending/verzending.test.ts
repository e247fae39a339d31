import { describe, expect, test } from 'vitest';
import { maakVerzending } from '../testgegevens/postvak';
import { dezelfde, eerste, HOUDBAAR, isTeLaat, naGedaan, opVolgorde, telWoorden, toestandVan } from './verzending';

const nee = { code: 'overgang', tekst: 'Nee.' };

test.each([
  ['wacht', {}],
  ['onbekend', { geprobeerd: true }],
  ['geweigerd', { geprobeerd: true, afwijzing: nee }],
  ['verlopen', { verlopen: true }],
] as const)('is %s', (toestand, delen) => {
  expect(toestandVan(maakVerzending(delen))).toBe(toestand);
});

test('goes in the order of the taps, and never past one whose outcome is not known', () => {
  const rij = opVolgorde([maakVerzending({ id: 'c', nummer: 3 }), maakVerzending({ id: 'b', nummer: 2, geprobeerd: true }), maakVerzending({ id: 'a', afwijzing: nee })]);
  expect(rij.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(eerste(rij)?.id).toBe('b');
  expect(eerste([maakVerzending({ verlopen: true })])).toBeUndefined();
});

describe('a second tap', () => {
  const bekend = maakVerzending({ pad: '/plaatsen/p/status', methode: 'PUT', body: { status: 'bezet', sindsOp: 't1', waargenomenOp: 't1' } });
  const weer = { ...bekend, body: { status: 'bezet', sindsOp: 't2', waargenomenOp: 't2' } };

  test('on the same is the same, whenever it was', () => {
    expect(dezelfde([bekend], weer)).toBe(bekend);
  });

  test.each([
    ['says something else', [bekend], { ...weer, body: { status: 'vrij', waargenomenOp: 't2' } }],
    ['names another moment', [bekend], { ...weer, body: { status: 'bezet', sindsOp: 't0', waargenomenOp: 't2' } }],
    ['is about another place', [bekend], { ...weer, over: 'plaats-2', pad: '/plaatsen/q/status' }],
    ['comes after a refusal', [{ ...bekend, afwijzing: nee }], weer],
  ])('is a new one when it %s', (_, rij, opdracht) => {
    expect(dezelfde(rij, opdracht)).toBeUndefined();
  });
});

test('a fact stays true for a session, a promise for five minutes', () => {
  const [feit, belofte] = [maakVerzending(), maakVerzending({ houdbaarMs: HOUDBAAR.nu })];
  expect([feit, belofte].map((v) => isTeLaat(v, v.getiktOp + HOUDBAAR.nu - 1))).toEqual([false, false]);
  expect([feit, belofte].map((v) => isTeLaat(v, v.getiktOp + HOUDBAAR.nu))).toEqual([false, true]);
  expect(isTeLaat(feit, feit.getiktOp + HOUDBAAR.feit)).toBe(true);
});

describe('after one was done', () => {
  const gedaan = maakVerzending({ id: 'a', revisie: 5 });
  const later = maakVerzending({ id: 'b', nummer: 2, revisie: 5, methode: 'PUT' });

  test('what was tapped on the same state goes on from there', () => {
    expect(naGedaan([gedaan, later], gedaan, 6)).toEqual([{ ...later, revisie: 6 }]);
  });

  test.each([
    ['of another thing', { over: 'plaats-2' }],
    ['tapped on another state', { revisie: 4 }],
    ['that may have arrived already', { geprobeerd: true }],
    ['that is over', { afwijzing: nee }],
  ])('one %s stays as it was', (_, delen) => {
    const ander = { ...later, ...delen };
    expect(naGedaan([gedaan, ander], gedaan, 6)).toEqual([ander]);
  });

  test('without a revisie nothing changes', () => {
    expect(naGedaan([gedaan, later], gedaan, null)).toEqual([later]);
  });
});

test('how much waits is told in words', () => {
  const [wacht, onbekend, over] = [maakVerzending(), maakVerzending({ geprobeerd: true }), maakVerzending({ verlopen: true })];
  expect(telWoorden([wacht, wacht, over])).toBe('Wacht op netwerk, 2');
  expect(telWoorden([onbekend])).toBe('Onbekend, wordt gecontroleerd, 1');
  expect(telWoorden([wacht, onbekend])).toBe('Wacht op netwerk, 1. Onbekend, wordt gecontroleerd, 1');
  expect(telWoorden([over])).toBe('');
});
