import { describe, expect, test } from 'vitest';
import { LEEG, type Stand } from '../live/toestand';
import { maakLiveAanvraag, maakMelding, maakPlaatsing } from '../testgegevens/maak';
import type { Melding, Plaatsing } from '../wire/contract';
import { bellenVoor, eerstDringend, teruggemeldBij, vervolgVan } from './vervolg';

const NU = Date.parse('2026-11-21T20:30:00Z');
const NIET_GEZIEN = maakMelding({ meldingsoort: 'niet_gezien', rol: 'coordinator', onderwerp: 'plaatsing-1' });

function maakStand(plaatsingen: Plaatsing[], meldingen: Melding[] = []): Stand {
  return {
    ...LEEG,
    plaatsingen: new Map(plaatsingen.map((plaatsing) => [plaatsing.id, plaatsing])),
    meldingen: new Map(meldingen.map((melding) => [melding.id, melding])),
  };
}

describe('a reservering', () => {
  test('says until when it can be confirmed, urgent in the last half hour', () => {
    const stand = maakStand([maakPlaatsing()]);
    expect(vervolgVan(maakLiveAanvraag(), stand, NU)).toEqual({ tekst: 'Bevestig vóór vandaag 23:00 (nog 1 uur en 30 min).', dringend: false });
    expect(vervolgVan(maakLiveAanvraag(), stand, NU + 65 * 60_000)).toMatchObject({ dringend: true });
  });

  test('that the house has not seen says whom to call, until it said yes', () => {
    expect(vervolgVan(maakLiveAanvraag(), maakStand([maakPlaatsing()], [NIET_GEZIEN]), NU)).toEqual({
      tekst: 'Nog niet gezien: bel.',
      dringend: true,
      bellen: 'plaatsing-1',
    });
    const ja = maakPlaatsing({ geaccepteerdOp: '2026-11-21T20:20:00Z' });
    expect(bellenVoor(maakLiveAanvraag(), maakStand([ja], [NIET_GEZIEN]))).toBeNull();
  });
});

describe('who has no place', () => {
  test('waits for houses that were asked, with their clock', () => {
    const knelpunt = { code: 'gevraagd', tekst: '5 huizen gevraagd.', verlooptOp: '2026-11-21T20:34:00Z' };
    const aanvraag = maakLiveAanvraag({ status: 'zonder_plaats', plaatsing: null, knelpunt });
    expect(vervolgVan(aanvraag, maakStand([]), NU)).toEqual({ tekst: '5 huizen gevraagd. (4:00)', dringend: false, dienst: true });
  });

  test('hears what is in the way', () => {
    const knelpunt = { code: 'te_groot', tekst: 'Te groot.', verlooptOp: null };
    expect(vervolgVan(maakLiveAanvraag({ status: 'zonder_plaats', plaatsing: null, knelpunt }), maakStand([]), NU)).toMatchObject({
      tekst: 'Te groot.',
      dringend: true,
    });
  });

  test('after a house that cannot has something to choose', () => {
    const terug = maakPlaatsing({ status: 'teruggemeld' });
    const aanvraag = maakLiveAanvraag({ status: 'zonder_plaats' });
    expect(vervolgVan(aanvraag, maakStand([terug]), NU)?.tekst).toContain('Kies een andere plaats.');
  });
});

test('who is on the way is expected, and missed after that', () => {
  const komt = maakPlaatsing({ status: 'bevestigd', verwachteAankomstOp: '2026-11-21T21:15:00Z', geaccepteerdOp: '2026-11-21T20:20:00Z' });
  const aanvraag = maakLiveAanvraag({ status: 'bevestigd' });
  expect(vervolgVan(aanvraag, maakStand([komt]), NU)).toEqual({ tekst: 'Komt aan: vandaag 22:15.', dringend: false });
  expect(vervolgVan(aanvraag, maakStand([komt]), NU + 3_600_000)).toMatchObject({ dringend: true });
});

test('what houses said before is there with the last one first, and nothing of another aanvraag', () => {
  const oud = maakPlaatsing({ id: 'a', status: 'teruggemeld', gereserveerdOp: '2026-11-21T18:00:00Z' });
  const nieuw = maakPlaatsing({ id: 'b', status: 'teruggemeld', gereserveerdOp: '2026-11-21T19:00:00Z' });
  const ander = maakPlaatsing({ id: 'c', status: 'teruggemeld', aanvraag: 'aanvraag-2' });
  expect(teruggemeldBij('aanvraag-1', maakStand([oud, ander, nieuw, maakPlaatsing()])).map(({ id }) => id)).toEqual(['b', 'a']);
});

test('who needs somebody to act comes before a shorter clock', () => {
  const rustig = maakLiveAanvraag({ id: 'rustig', deadlineOp: '2026-11-22T10:00:00Z' });
  const zonder = maakLiveAanvraag({ id: 'zonder', status: 'zonder_plaats', plaatsing: null, deadlineOp: '2026-11-22T19:00:00Z' });
  expect(eerstDringend([rustig, zonder], maakStand([maakPlaatsing()]), NU).map(({ id }) => id)).toEqual(['zonder', 'rustig']);
});
