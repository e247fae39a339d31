import { describe, expect, test } from 'vitest';
import { legeTerugmelding, readTerugmelding, type Terugmelding } from './terugmelding';

const MOMENT = { datum: '2026-11-21', tijd: '20:00', tweede: false };

function lees(delen: Partial<Terugmelding>): unknown {
  return readTerugmelding({ ...legeTerugmelding(), ...delen });
}

describe('a terugmelding', () => {
  test.each([
    ['', 'reden'],
    ['plaats_onbruikbaar', 'uitval'],
    ['al_bezet', 'sindsOp'],
    ['niet_geschikt_te_maken', 'ontbreekt'],
  ])('%j asks for %s', (reden, veld) => {
    expect(lees({ reden })).toEqual({ fouten: [expect.objectContaining({ veld })] });
  });

  test('sends only the fields of its own reason', () => {
    const alles = { uitval: 'brand', sinds: MOMENT, ontbreekt: ['rolstoel'] };
    expect(lees({ ...alles, reden: 'onveilig_voor_huishouden' })).toEqual({ body: { reden: 'onveilig_voor_huishouden' } });
    expect(lees({ ...alles, reden: 'plaats_onbruikbaar' })).toEqual({ body: { reden: 'plaats_onbruikbaar', uitval: 'brand' } });
    expect(lees({ ...alles, reden: 'al_bezet' })).toEqual({ body: { reden: 'al_bezet', sindsOp: '2026-11-21T19:00:00Z' } });
    expect(lees({ ...alles, reden: 'niet_geschikt_te_maken' })).toEqual({
      body: { reden: 'niet_geschikt_te_maken', ontbreekt: ['rolstoel'] },
    });
  });

  test('of several places says which it is about, unless it is about the household', () => {
    const samen = (delen: Partial<Terugmelding>): unknown => readTerugmelding({ ...legeTerugmelding(), ...delen }, ['a', 'b']);
    const onbruikbaar = { reden: 'plaats_onbruikbaar', uitval: 'brand' };
    expect(samen(onbruikbaar)).toEqual({ fouten: [expect.objectContaining({ veld: 'plaatsen' })] });
    expect(samen({ ...onbruikbaar, plaatsen: ['b'] })).toEqual({ body: { ...onbruikbaar, plaatsen: ['b'] } });
    expect(samen({ reden: 'onveilig_voor_huishouden', plaatsen: ['b'] })).toEqual({ body: { reden: 'onveilig_voor_huishouden' } });
  });
});
