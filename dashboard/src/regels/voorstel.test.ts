import { expect, test } from 'vitest';
import { findRegels, lees, readVoorstel, type Regel } from './voorstel';

function maak(delen: Partial<Regel>): Regel {
  return {
    naam: 'vraag_minuten',
    uitleg: 'Zo lang heeft een huis om te antwoorden.',
    eenheid: 'minuten',
    keuzes: null,
    waarde: 5,
    geldigVanafDatum: '2020-01-01',
    laagst: 1,
    hoogst: 60,
    historie: [],
    voorgesteld: [],
    ...delen,
  };
}

const VOORSTEL = { waarde: 7, geldigVanafDatum: '2027-01-01', bron: ' Besluit ', reden: 'Proef' };

test('a proposal names all that is missing', () => {
  expect(readVoorstel('x', { waarde: null, geldigVanafDatum: '', bron: ' ', reden: '' })).toEqual({
    fouten: ['waarde', 'geldigVanafDatum', 'bron', 'reden'].map((veld) => expect.objectContaining({ veld })),
  });
});

test('a proposal of nought is one', () => {
  expect(readVoorstel('x', { ...VOORSTEL, waarde: 0 })).toEqual({
    body: { naam: 'x', waarde: 0, geldigVanafDatum: '2027-01-01', bron: 'Besluit', reden: 'Proef' },
  });
});

test('a rule is found by its words, and what waits for approval comes first', () => {
  const vraag = maak({});
  const wacht = maak({ naam: 'plaatsing_uren', voorgesteld: [{ id: 'v' } as Regel['voorgesteld'][number]] });
  expect(findRegels([vraag, wacht], '').map(({ naam }) => naam)).toEqual(['plaatsing_uren', 'vraag_minuten']);
  expect(findRegels([vraag, wacht], 'Vraag Min')).toEqual([vraag]);
  expect(findRegels([vraag, wacht], 'parijs')).toEqual([]);
});

test('a choice reads as its word, any other rule as a number with its unit', () => {
  expect(lees(maak({ keuzes: ['volledig', 'getikt', 'landelijk'], laagst: 0 }), 1)).toBe('getikt');
  expect(lees(maak({}), 5)).toBe('5 minuten');
});
