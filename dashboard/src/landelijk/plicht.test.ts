import { describe, expect, test } from 'vitest';
import { maakBezetting, maakNormsignaal } from '../testgegevens/maak';
import { plichtVan } from './plicht';

describe('the own duty', () => {
  test('in order is said to be in order', () => {
    const delen = plichtVan(maakBezetting({ inzetbaar: 3, vrij: 1 }), 2, []);
    expect(delen.map(({ goed }) => goed)).toEqual([true, true, true]);
    expect(delen.map(({ titel }) => titel)).toEqual(['3 crisisplaatsen inzetbaar, minimaal 2', '1 crisisplaats vrij', '0 overschrijdingen nu']);
  });

  test('does not count what is lost already, and says what to do', () => {
    const rij = maakBezetting({ inzetbaar: 2, uitgevallen: 1, onderMinimum: true, vrij: 0, geenVrij: true });
    const [minimum, vrij] = plichtVan(rij, 2, []);
    expect(minimum?.titel).toBe('1 crisisplaats inzetbaar, minimaal 2');
    expect(minimum?.tekst).toContain('Bel uw opvangorganisatie');
    expect([minimum?.goed, vrij?.goed]).toEqual([false, false]);
  });

  test('counts stays that are too long here and now, and not those elsewhere, over, or of another norm', () => {
    const hier = maakNormsignaal({ id: '1', norm: 'overschrijding', waar: 'GM0193' });
    const anders = [
      maakNormsignaal({ id: '2', norm: 'overschrijding', waar: 'GM0363' }),
      maakNormsignaal({ id: '3', norm: 'overschrijding', waar: 'GM0193', beeindigdOp: '2026-12-01T02:00:00Z' }),
      maakNormsignaal({ id: '4', norm: 'geen_vrij', waar: 'GM0193' }),
    ];
    const overschrijding = plichtVan(maakBezetting(), 2, [hier, ...anders])[2];
    expect([overschrijding?.titel, overschrijding?.goed]).toEqual(['1 overschrijding nu', false]);
  });
});
