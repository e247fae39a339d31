import { describe, expect, test } from 'vitest';
import { maakLiveAanvraag, maakLivePlaats, maakMelding, maakPlaatsing, maakVraag } from '../testgegevens/maak';
import { maakStandBericht } from '../testgegevens/live';
import { LEEG, toestand, type Bericht, type Stand } from './toestand';
import { naBericht, neem, NIETS, toon, type Voorlopig } from './voorlopig';

const begin = toestand(
  LEEG,
  maakStandBericht({
    plaatsen: [maakLivePlaats({ revisie: 5 })],
    plaatsingen: [maakPlaatsing({ revisie: 5 })],
    meldingen: [maakMelding({ revisie: 1 })],
    vragen: [maakVraag({ revisie: 1 })],
  }),
);
const bezet = neem(NIETS, 'plaatsen', maakLivePlaats({ status: 'bezet', revisie: 6 }));

function hear(stand: Stand, voorlopig: Voorlopig, bericht: Bericht): [Stand, Voorlopig] {
  const na = toestand(stand, bericht);
  return [na, naBericht(voorlopig, stand, na, bericht)];
}

describe('an answer over HTTP', () => {
  test('shows at once and leaves the stand and its sum as they were', () => {
    const gezien = toon(begin, bezet);
    expect(gezien.plaatsen.get('plaats-1')?.status).toBe('bezet');
    expect(begin.plaatsen.get('plaats-1')?.status).toBe('vrij');
    expect(gezien.som).toBe(begin.som);
  });

  test('that is no newer than the stand does not show', () => {
    const oud = neem(NIETS, 'plaatsen', maakLivePlaats({ status: 'bezet', revisie: 5 }));
    expect(toon(begin, oud).plaatsen.get('plaats-1')?.status).toBe('vrij');
    expect(neem(bezet, 'plaatsen', maakLivePlaats({ revisie: 6 }))).toBe(bezet);
  });

  test('is forgotten when the stream has caught up, and not before', () => {
    const bericht = (revisie: number): Bericht => ({ soort: 'plaats', volgnummer: 11, ...maakLivePlaats({ personenMax: 9, revisie }) });
    expect(hear(begin, bezet, bericht(5))[1]).toBe(bezet);
    const [na, over] = hear(begin, bezet, bericht(6));
    expect(over.size).toBe(0);
    expect(toon(na, over).plaatsen.get('plaats-1')?.personenMax).toBe(9);
  });

  test('about what was seen or answered takes it off the screen', () => {
    const gezien = neem(NIETS, 'meldingen', maakMelding({ gezienOp: '2026-11-21T20:06:00Z', revisie: 2 }));
    const beide = neem(gezien, 'vragen', maakVraag({ status: 'ja', revisie: 2 }));
    expect(toon(begin, beide).meldingen.size).toBe(0);
    expect(toon(begin, beide).vragen.size).toBe(0);
  });

  test('that is older than the removal does not bring a thing back', () => {
    const [na, over] = hear(begin, bezet, { soort: 'plaats', volgnummer: 11, id: 'plaats-1', verwijderd: true, revisie: 7 });
    const laat = neem(over, 'plaatsen', maakLivePlaats({ revisie: 6 }));
    expect(toon(na, laat).plaatsen.has('plaats-1')).toBe(false);
  });
});

describe('a new stand', () => {
  const stand = (epoch: string): Bericht => maakStandBericht({ epoch, plaatsen: [maakLivePlaats({ revisie: 5 })] });

  test('keeps a newer answer about what it holds and nothing about what it does not', () => {
    const twee = neem(bezet, 'plaatsingen', maakPlaatsing({ revisie: 9 }));
    const [na, over] = hear(begin, twee, stand('e1'));
    expect(toon(na, over).plaatsen.get('plaats-1')?.status).toBe('bezet');
    expect(toon(na, over).plaatsingen.size).toBe(0);
  });

  test('of another epoch keeps nothing', () => {
    expect(hear(begin, bezet, stand('e2'))[1]).toBe(NIETS);
  });
});

describe('what just ended', () => {
  const voorbij: Bericht = { soort: 'plaatsing', volgnummer: 11, verwijderd: true, ...maakPlaatsing({ status: 'vervallen', revisie: 6 }) };

  test('is in no stand and stays readable until the next', () => {
    const [na, over] = hear(begin, NIETS, voorbij);
    expect(na.plaatsingen.size).toBe(0);
    expect(toon(na, over).plaatsingen.get('plaatsing-1')?.status).toBe('vervallen');
    const [later, niets] = hear(na, over, maakStandBericht());
    expect(toon(later, niets).plaatsingen.size).toBe(0);
  });

  test('is gone at once when nothing is told of how it ended', () => {
    const open = toestand(begin, { soort: 'aanvraag', volgnummer: 11, ...maakLiveAanvraag({ revisie: 2 }) });
    const [na, over] = hear(open, NIETS, { soort: 'aanvraag', volgnummer: 12, id: 'aanvraag-1', verwijderd: true, revisie: 3 });
    expect(toon(na, over).aanvragen.size).toBe(0);
  });
});
