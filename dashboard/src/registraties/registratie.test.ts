import { describe, expect, test } from 'vitest';
import { maakPlaatsing } from '../testgegevens/maak';
import { legeRegistratie, readRegistratie, type Invulling, type Registratiesoort } from './registratie';

const NU = Date.parse('2026-11-21T20:10:00Z');

function lees(soort: Registratiesoort, delen: Partial<Invulling> = {}): unknown {
  return readRegistratie({ ...legeRegistratie(soort, maakPlaatsing(), NU), ...delen });
}

const VAST = { moment: 'instroom', gedaanOp: '2026-11-21T20:10:00Z' };

describe('a registratie', () => {
  test('blocks nothing: what was not done is left out', () => {
    expect(lees('kindcheck')).toEqual({ body: { soort: 'kindcheck', ...VAST } });
    expect(lees('warme_overdracht')).toEqual({ body: { soort: 'warme_overdracht', ...VAST } });
  });

  test('needs only when it was done', () => {
    expect(lees('kindcheck', { gedaan: { datum: '', tijd: '', tweede: false } })).toEqual({
      fouten: [expect.objectContaining({ veld: 'gedaanOp' })],
    });
  });

  test('sends only the fields of its own kind', () => {
    const alles: Partial<Invulling> = {
      instrument: 'verwey_jonker',
      wijze: 'video',
      onderdelen: ['context'],
      aanwezig: ['client'],
      oordeelMedewerker: 'ja',
      oordeelClient: 'nee',
      voor: 'kind',
    };
    expect(lees('warme_overdracht', alles)).toEqual({
      body: { soort: 'warme_overdracht', ...VAST, wijze: 'video', onderdelen: ['context'], aanwezig: ['client'] },
    });
    expect(lees('veiligheidstaxatie', alles)).toEqual({
      body: { soort: 'veiligheidstaxatie', ...VAST, instrument: 'verwey_jonker', oordeelMedewerker: true, oordeelClient: false },
    });
    expect(lees('intake', alles)).toEqual({ body: { soort: 'intake', ...VAST, voor: 'kind' } });
  });

  test('holds the colour of every member that has one', () => {
    const { leden } = legeRegistratie('risicotaxatie', maakPlaatsing(), NU);
    expect(leden).toEqual([
      { lid: 'volwassene', leeftijd: null, kleur: '' },
      { lid: 'kind', leeftijd: 4, kleur: '' },
    ]);
    const gekleurd = leden.map((lid) => ({ ...lid, kleur: 'rood' }));
    expect(lees('risicotaxatie', { leden: gekleurd })).toEqual({
      body: {
        soort: 'risicotaxatie',
        ...VAST,
        leden: [
          { lid: 'volwassene', kleur: 'rood' },
          { lid: 'kind', leeftijd: 4, kleur: 'rood' },
        ],
      },
    });
  });

  test('of who has left is about the departure', () => {
    expect(legeRegistratie('kindcheck', maakPlaatsing({ status: 'beeindigd', huishouden: null }), NU)).toMatchObject({
      moment: 'uitstroom',
      leden: [],
    });
  });
});
