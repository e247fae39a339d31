import { describe, expect, test } from 'vitest';
import { LEEG } from '../live/toestand';
import { maakAanvraag, maakMelding, maakNormsignaal, maakPlaatsing } from '../testgegevens/maak';
import { opUrgentie, padVan, teBellen, titelMet, waarVan } from './volgorde';

const stand = {
  ...LEEG,
  plaatsingen: new Map([['plaatsing-1', maakPlaatsing()]]),
  aanvragen: new Map([['aanvraag-1', { ...maakAanvraag(), plaatsing: 'plaatsing-1' }]]),
};

test('urgent ones come first, and of those the one that waits longest', () => {
  const uit = opUrgentie([
    maakMelding({ id: 'rustig', dringend: false, op: '2026-11-21T10:00:00Z' }),
    maakMelding({ id: 'nieuw', op: '2026-11-21T20:00:00Z' }),
    maakMelding({ id: 'laat', op: '2026-11-21T20:01:00Z', termijnOp: '2026-11-21T18:00:00Z', laat: true }),
  ]);
  expect(uit.map(({ id }) => id)).toEqual(['laat', 'nieuw', 'rustig']);
});

test('the title of the tab tells how many, and not of what', () => {
  expect(titelMet(0, 'Plaatsen')).toBe('Plaatsen - Crisisplaatsen');
  expect(titelMet(2, 'Plaatsen')).toBe('(2) Plaatsen - Crisisplaatsen');
});

describe('a melding leads', () => {
  test.each([
    ['plaatsing', 'plaatsing-1', 'opvang', '/plaatsen#plaatsing-plaatsing-1'],
    ['organisatie', 'org-1', 'opvang', '/plaatsen'],
    ['plaatsing', 'plaatsing-1', 'coordinator', '/aanvragen/aanvraag-1'],
    ['aanvraag', 'aanvraag-9', 'coordinator', '/aanvragen/aanvraag-9'],
    ['organisatie', 'org-1', 'coordinator', '/aanvragen'],
    ['normsignaal', 'n1', 'opvang', '/normsignalen#normsignaal-n1'],
    ['normsignaal', 'n1', 'gemeente', '/landelijk#normsignaal-n1'],
    ['centrumgemeente', 'GM0193', 'landelijk', '/landelijk#rij-GM0193'],
    ['aanvraag', 'aanvraag-1', 'landelijk', '/landelijk#aanvraag-aanvraag-1'],
    ['organisatie', 'org-1', 'gemeente', '/landelijk'],
  ] as const)('about %s %s, as %s, to %s', (onderwerpSoort, onderwerp, rol, pad) => {
    expect(padVan(maakMelding({ onderwerpSoort, onderwerp }), rol, stand)).toBe(pad);
  });
});

test('a question to a house leads to where it is answered', () => {
  expect(padVan(maakMelding({ meldingsoort: 'vraag', onderwerpSoort: 'organisatie' }), 'opvang', stand)).toBe('/plaatsen#vragen');
});

test('only a house that did not look is to be called, if its plaatsing is known', () => {
  const nietGezien = { meldingsoort: 'niet_gezien', onderwerpSoort: 'aanvraag' };
  expect(teBellen(maakMelding({ ...nietGezien, onderwerp: 'aanvraag-1' }), stand)).toBe('plaatsing-1');
  expect(teBellen(maakMelding({ ...nietGezien, onderwerp: 'onbekend' }), stand)).toBeNull();
  expect(teBellen(maakMelding({ meldingsoort: 'rood_tweede', onderwerpSoort: 'aanvraag', onderwerp: 'aanvraag-1' }), stand)).toBeNull();
});

test('a logged in reader is told where, when the stand says it', () => {
  const bekend = { ...LEEG, normsignalen: new Map([['n1', maakNormsignaal({ id: 'n1', waar: 'GM0599' })]]) };
  expect(waarVan(maakMelding({ onderwerpSoort: 'normsignaal', onderwerp: 'n1' }), bekend)).toBe('GM0599');
  expect(waarVan(maakMelding({ onderwerpSoort: 'centrumgemeente', onderwerp: 'GM0193' }), LEEG)).toBe('GM0193');
  expect(waarVan(maakMelding(), bekend)).toBeNull();
});
