import { describe, expect, test } from 'vitest';
import { maakAanvraag } from '../testgegevens/maak';
import { kanWijzigen, readWijziging, vulFormulier } from './wijziging';

const aanvraag = maakAanvraag({ uitsluitingen: ['GM0599'], huishouden: { volwassenen: 1, kinderen: [{ leeftijd: 4 }], behoeften: ['tolk'] } });

test('who has arrived is not weighed again', () => {
  expect(kanWijzigen(maakAanvraag({ status: 'bevestigd' }))).toBe(true);
  expect(kanWijzigen(maakAanvraag({ status: 'aangekomen' }))).toBe(false);
});

describe('a change', () => {
  test('says only what is different', () => {
    const formulier = { ...vulFormulier(aanvraag), uitsluitingen: ['GM0599', 'GM0193'] };
    expect(readWijziging(formulier, aanvraag, false)).toEqual({ body: { uitsluitingen: ['GM0599', 'GM0193'] } });
  });

  test('of a child brings the whole household', () => {
    const formulier = { ...vulFormulier(aanvraag), kinderen: [4, 1] };
    expect(readWijziging(formulier, aanvraag, false)).toEqual({
      body: { huishouden: { volwassenen: 1, kinderen: [{ leeftijd: 4 }, { leeftijd: 1 }], behoeften: ['tolk'], verhuisbewegingen: 0, nachtenEerder: 0 } },
    });
  });

  test('that changes nothing is not sent', () => {
    expect(readWijziging(vulFormulier(aanvraag), aanvraag, false)).toEqual({ fouten: [{ veld: 'uitsluitingen', fout: 'Er is nog niets veranderd.' }] });
  });

  test('of the danger needs its moment and how it was established', () => {
    const leeg = readWijziging(vulFormulier(aanvraag), aanvraag, true);
    expect('fouten' in leeg && leeg.fouten.map(({ veld }) => veld)).toEqual(['veiligheid', 'vastgesteldOp']);
    const formulier = {
      ...vulFormulier(aanvraag),
      grond: 'instrument' as const,
      instrument: 'verwey_jonker',
      door: 'veilig_thuis',
      vastgesteld: { datum: '2026-11-21', tijd: '23:00', tweede: false },
    };
    expect(readWijziging(formulier, aanvraag, true)).toEqual({
      body: {
        veiligheid: { kleur: 'rood', instrument: 'verwey_jonker', dreiging: null, door: 'veilig_thuis' },
        vastgesteldOp: '2026-11-21T22:00:00Z',
      },
    });
  });
});
