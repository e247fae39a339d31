import { describe, expect, test } from 'vitest';
import { foutenBij, leesMoment, leesTijd, NIETS_INGEVULD } from './velden';

describe('a time as people type it', () => {
  test.each([['2:10', '02:10'], ['0210', '02:10'], ['210', '02:10'], ['02.10', '02:10'], ['2u10', '02:10'], [' 23:59 ', '23:59']])(
    '%j is %s',
    (getypt, tijd) => expect(leesTijd(getypt)).toBe(tijd),
  );

  test.each(['', '24:00', '12:60', '2', 'twee uur', '12345'])('%j is none', (getypt) => expect(leesTijd(getypt)).toBeNull());
});

describe('a moment', () => {
  test('is asked for when nothing is filled in, and is never guessed', () => {
    expect(leesMoment(NIETS_INGEVULD)).toEqual({ fout: 'Vul een datum en een tijd in.' });
  });

  test('in the double hour is the first one unless somebody says otherwise', () => {
    const nacht = { datum: '2026-10-25', tijd: '02:30', tweede: false };
    expect(leesMoment(nacht)).toEqual({ instant: '2026-10-25T00:30:00Z' });
    expect(leesMoment({ ...nacht, tweede: true })).toEqual({ instant: '2026-10-25T01:30:00Z' });
  });

  test('in the skipped hour is a fault', () => {
    expect(leesMoment({ datum: '2026-03-29', tijd: '02:30', tweede: false })).toHaveProperty('fout');
  });
});

test('a field shows its own faults and those inside it, not those of a neighbour with a longer name', () => {
  const fouten = [
    { veld: 'nachten', fout: 'a' },
    { veld: 'nachtenEerder', fout: 'b' },
    { veld: 'uitsluitingen.0', fout: 'c' },
  ];
  expect(foutenBij(fouten, 'nachten')).toEqual(['a']);
  expect(foutenBij(fouten, 'uitsluitingen')).toEqual(['c']);
});
