import { describe, expect, test } from 'vitest';
import { LEEG } from '../live/toestand';
import { maakLiveAanvraag, maakLivePlaats, maakPlaatsing } from '../testgegevens/maak';
import type { Centrumgemeente, LiveAanvraag } from '../wire/contract';
import { bestemmingenVan, vindBestemmingen } from './bestemmingen';

const CENTRA = ['Zwolle', "'s-Hertogenbosch", 'Nissewaard'].map(
  (naam, i): Centrumgemeente => ({ code: `GM${i}`, naam, provincie: '', breedtegraad: 0, lengtegraad: 0, veiligheidsregio: '' }),
);

function metAanvragen(...aanvragen: LiveAanvraag[]): typeof LEEG {
  return { ...LEEG, aanvragen: new Map(aanvragen.map((aanvraag) => [aanvraag.id, aanvraag])) };
}

const ruim = maakLiveAanvraag({ id: 'ruim', referentie: 'AAAA-1111', deadlineOp: '2026-11-23T00:00:00Z' });
const krap = maakLiveAanvraag({ id: 'krap', referentie: 'K7QF-2M9D', deadlineOp: '2026-11-22T00:00:00Z' });
const klaar = maakLiveAanvraag({ id: 'klaar', referentie: 'K7ZZ-0000', status: 'aangekomen' });
const paden = (tekst: string, rol: 'coordinator' | 'landelijk' = 'coordinator'): string[] =>
  vindBestemmingen(bestemmingenVan(rol, metAanvragen(ruim, klaar, krap), CENTRA), tekst, 20).map(({ pad }) => pad);

describe('a coordinator', () => {
  test('sees at once a new aanvraag, the open ones with the most urgent first, and the pages', () => {
    expect(paden('').slice(0, 4)).toEqual(['/aanvragen/nieuw', '/aanvragen/krap', '/aanvragen/ruim', '/aanvragen']);
  });

  test('finds an aanvraag by its referentie, without its hyphen and capitals, closed ones too', () => {
    expect(paden('k7qf2m')).toEqual(['/aanvragen/krap']);
    expect(paden('K7')).toEqual(['/aanvragen/krap', '/aanvragen/klaar']);
  });

  test('finds a centrumgemeente, and what begins with the letters first', () => {
    expect(paden('shert')).toEqual(['/landelijk#rij-GM1']);
    expect(paden('n')[0]).toBe('/aanvragen/nieuw');
    expect(paden('niss')).toEqual(['/landelijk#rij-GM2']);
  });

  test('finds nobody by who they are', () => {
    expect([...paden('volwassene'), ...paden('4 jaar'), ...paden('zus')]).toEqual([]);
  });
});

test('landelijk finds an aanvraag on its own page', () => {
  expect(paden('k7qf', 'landelijk')).toEqual(['/landelijk#aanvraag-krap']);
});

test('an opvang finds its places and who is coming, and no aanvraag', () => {
  const stand = { ...metAanvragen(krap), plaatsen: new Map([['p', maakLivePlaats({ id: 'p' })]]), plaatsingen: new Map([['q', maakPlaatsing({ id: 'q' })]]) };
  const alle = bestemmingenVan('opvang', stand, []);
  expect(vindBestemmingen(alle, '7qk', 9).map(({ pad }) => pad)).toEqual(['/plaatsen#plaats-p']);
  expect(vindBestemmingen(alle, 'k7qf', 9).map(({ pad }) => pad)).toEqual(['/plaatsen#plaatsing-q']);
});

test('who has no live country goes to pages alone', () => {
  expect(bestemmingenVan('auditor', LEEG, CENTRA).map(({ pad }) => pad)).toEqual(['/dossier', '/noodinzage']);
});
