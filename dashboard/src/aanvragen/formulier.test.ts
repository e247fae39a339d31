import { describe, expect, test } from 'vitest';
import { leegFormulier, missing, toBody, type Formulier } from './formulier';

function maakFormulier(delen: Partial<Formulier> = {}): Formulier {
  return {
    ...leegFormulier(),
    gemeente: ['GM0503'],
    vastgesteld: { datum: '2026-11-21', tijd: '2:10', tweede: false },
    grond: 'instrument',
    instrument: 'verwey_jonker',
    door: 'opvangorganisatie',
    ...delen,
  };
}

const velden = (formulier: Formulier): string[] => missing(formulier).map(({ veld }) => veld);

describe('a new form', () => {
  test('has no moment, no danger and no gemeente filled in', () => {
    expect(velden(leegFormulier())).toEqual(['gemeente', 'veiligheid', 'vastgesteldOp']);
  });
});

describe('what is missing', () => {
  test('is nothing when all is filled in', () => {
    expect(missing(maakFormulier())).toEqual([]);
  });

  test('is who must come, when nobody was tapped', () => {
    expect(velden(maakFormulier({ volwassenen: 0 }))).toEqual(['huishouden.volwassenen']);
    expect(missing(maakFormulier({ volwassenen: 0, kinderen: [0] }))).toEqual([]);
  });

  test('depends on how the danger was established', () => {
    expect(velden(maakFormulier({ grond: 'dreiging', instrument: '', door: '' }))).toEqual(['veiligheid.dreiging', 'veiligheid.door']);
    expect(velden(maakFormulier({ grond: 'dreiging', instrument: '' }))).toEqual(['veiligheid.dreiging']);
  });

  test('is a moment that does not exist', () => {
    const nacht = { datum: '2026-03-29', tijd: '02:30', tweede: false };
    expect(velden(maakFormulier({ vastgesteld: nacht }))).toEqual(['vastgesteldOp']);
  });
});

describe('the body', () => {
  test('is what the service asks, with the moment in UTC', () => {
    expect(toBody(maakFormulier({ kinderen: [4, 11], behoeften: ['rolstoel'], uitsluitingen: ['GM0599'] }))).toEqual({
      gemeente: 'GM0503',
      vastgesteldOp: '2026-11-21T01:10:00Z',
      veiligheid: { kleur: 'rood', instrument: 'verwey_jonker', dreiging: null, door: 'opvangorganisatie' },
      huishouden: {
        volwassenen: 1,
        kinderen: [{ leeftijd: 4 }, { leeftijd: 11 }],
        behoeften: ['rolstoel'],
        verhuisbewegingen: 0,
        nachtenEerder: 0,
      },
      uitsluitingen: ['GM0599'],
      voorkeuren: [],
      nachten: 3,
    });
  });

  test('carries a number to call back only when there is one', () => {
    expect(toBody(maakFormulier({ terugbelnummer: ' ' }))).not.toHaveProperty('terugbelnummer');
    expect(toBody(maakFormulier({ terugbelnummer: ' 06 12345678 ' }))).toMatchObject({ terugbelnummer: '06 12345678' });
  });

  test('names no colour and no instrument for an acute threat', () => {
    const dreiging = maakFormulier({ grond: 'dreiging', dreiging: 'wapen', door: 'politie' });
    expect(toBody(dreiging)).toMatchObject({
      veiligheid: { kleur: null, instrument: null, dreiging: 'wapen', door: 'politie' },
    });
  });
});
