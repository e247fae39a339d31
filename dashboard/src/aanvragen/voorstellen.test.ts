import { expect, test } from 'vitest';
import { maakAanvraag, maakPlaatsing, maakVoorstel } from '../testgegevens/maak';
import { alternatieven, voorstelBij } from './voorstellen';

const eerste = maakVoorstel({ rang: 1, plaatsen: ['a'] });
const samen = maakVoorstel({ rang: 2, plaatsen: ['b', 'c'] });
const derde = maakVoorstel({ rang: 3, plaatsen: ['d'] });

test('the reasons belong to the voorstel with the same places, in any order', () => {
  const aanvraag = maakAanvraag({ voorstellen: [eerste, samen], plaatsing: maakPlaatsing({ plaatsen: ['c', 'b'] }) });
  expect(voorstelBij(aanvraag)).toBe(samen);
});

test('the others are alternatives, best first', () => {
  const aanvraag = maakAanvraag({ voorstellen: [derde, eerste, samen], plaatsing: maakPlaatsing({ plaatsen: ['b', 'c'] }) });
  expect(alternatieven(aanvraag)).toEqual([eerste, derde]);
});

test('without a plaatsing every voorstel can be taken', () => {
  const aanvraag = maakAanvraag({ voorstellen: [eerste, derde], plaatsing: null });
  expect(voorstelBij(aanvraag)).toBeUndefined();
  expect(alternatieven(aanvraag)).toEqual([eerste, derde]);
});
