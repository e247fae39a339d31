import { expect, test } from 'vitest';
import { maakLivePlaats, maakPlaatsing } from '../testgegevens/maak';
import { isLopend, isPasVertrokken, opAandacht, opAankomst, vraagtAntwoord } from './volgorde';

test('who waits for a yes comes first, then who arrives soonest, then who is here', () => {
  const uit = opAankomst([
    maakPlaatsing({ id: 'hier', status: 'aangekomen', geaccepteerdOp: 'x' }),
    maakPlaatsing({ id: 'laat', status: 'bevestigd', geaccepteerdOp: 'x', verwachteAankomstOp: '2026-11-22T05:00:00Z' }),
    maakPlaatsing({ id: 'straks', status: 'bevestigd', geaccepteerdOp: 'x', verwachteAankomstOp: '2026-11-21T23:00:00Z' }),
    maakPlaatsing({ id: 'vraag' }),
  ]);
  expect(uit.map(({ id }) => id)).toEqual(['vraag', 'straks', 'laat', 'hier']);
});

test('a house that said yes, or whose guest is here, is asked nothing', () => {
  expect(vraagtAntwoord(maakPlaatsing())).toBe(true);
  expect(vraagtAntwoord(maakPlaatsing({ status: 'bevestigd' }))).toBe(true);
  expect(vraagtAntwoord(maakPlaatsing({ geaccepteerdOp: '2026-11-21T20:01:00Z' }))).toBe(false);
  expect(vraagtAntwoord(maakPlaatsing({ status: 'aangekomen' }))).toBe(false);
});

test('a lapsed, replaced or ended plaatsing is not on the list', () => {
  expect(isLopend(maakPlaatsing({ status: 'niet_verschenen' }))).toBe(true);
  for (const status of ['vervallen', 'vervangen', 'teruggemeld', 'beeindigd', 'ingetrokken'] as const) {
    expect(isLopend(maakPlaatsing({ status }))).toBe(false);
  }
});

test('crisisplaatsen that nobody confirmed come first', () => {
  const uit = opAandacht([
    maakLivePlaats({ referentie: 'OPV1', plaatssoort: 'opvangplaats', onbevestigd: true }),
    maakLivePlaats({ referentie: 'B' }),
    maakLivePlaats({ referentie: 'Z', onbevestigd: true }),
    maakLivePlaats({ referentie: 'A' }),
  ]);
  expect(uit.map(({ referentie }) => referentie)).toEqual(['Z', 'A', 'B', 'OPV1']);
});

test('who left in the last three days is remembered', () => {
  const nu = Date.parse('2026-11-24T12:00:00Z');
  expect(isPasVertrokken(maakPlaatsing({ status: 'beeindigd', beeindigdOp: '2026-11-21T12:00:01Z' }), nu)).toBe(true);
  expect(isPasVertrokken(maakPlaatsing({ status: 'beeindigd', beeindigdOp: '2026-11-21T12:00:00Z' }), nu)).toBe(false);
  expect(isPasVertrokken(maakPlaatsing({ status: 'ingetrokken', beeindigdOp: '2026-11-24T11:00:00Z' }), nu)).toBe(false);
});
