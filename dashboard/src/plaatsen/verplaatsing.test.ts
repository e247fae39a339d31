import { describe, expect, test } from 'vitest';
import { leegFormulier, type Formulier } from '../aanvragen/formulier';
import { readVerplaatsing } from './verplaatsing';

const MOMENT = { datum: '2026-11-21', tijd: '20:00', tweede: false };

function vul(delen: Partial<Formulier>): Formulier {
  return { ...leegFormulier(), ...delen };
}

function velden(uit: ReturnType<typeof readVerplaatsing>): string[] {
  return 'fouten' in uit ? uit.fouten.map(({ veld }) => veld) : [];
}

describe('a verplaatsing', () => {
  test('needs a reason', () => {
    expect(velden(readVerplaatsing('', vul({})))).toEqual(['reden']);
  });

  test('after a loss needs only since when, and carries no danger that nobody assessed', () => {
    expect(velden(readVerplaatsing('verlies', vul({})))).toEqual(['vastgesteldOp']);
    expect(readVerplaatsing('verlies', vul({ vastgesteld: MOMENT, grond: 'dreiging', uitsluitingen: ['GM0193'] }))).toEqual({
      body: { reden: 'verlies', vastgesteldOp: '2026-11-21T19:00:00Z' },
    });
  });

  test('for a new danger brings its assessment and where it is not safe', () => {
    expect(velden(readVerplaatsing('gevaar', vul({ vastgesteld: MOMENT })))).toEqual(['veiligheid']);
    const formulier = vul({ vastgesteld: MOMENT, grond: 'dreiging', dreiging: 'wapen', door: 'politie', uitsluitingen: ['GM0193'] });
    expect(readVerplaatsing('gevaar', formulier)).toEqual({
      body: {
        reden: 'gevaar',
        vastgesteldOp: '2026-11-21T19:00:00Z',
        veiligheid: { kleur: null, instrument: null, dreiging: 'wapen', door: 'politie' },
        uitsluitingen: ['GM0193'],
      },
    });
  });
});
