import { expect, test } from 'vitest';
import { zegUitval } from './uitval';

test('what happened to the places of a house is told in sentences', () => {
  expect(zegUitval({ buitenGebruik: 1, warenBuitenGebruik: 0, teruggemeld: 0, bezet: 0 })).toEqual(['1 plaats is nu buiten gebruik.']);
  expect(zegUitval({ buitenGebruik: 3, warenBuitenGebruik: 1, teruggemeld: 2, bezet: 1 })).toEqual([
    '3 plaatsen zijn nu buiten gebruik.',
    '1 plaats was dat al.',
    'Voor 2 huishoudens die onderweg waren zoeken we verder.',
    'Op 1 plaats zit nog iemand. Vraag bij Plaatsen een verplaatsing met de knop "Kan hier niet blijven".',
  ]);
});
