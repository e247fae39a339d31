import type { Aanvraag, Bezetting, LivePlaats, Plaats, Plaatsing, Telling, Voorstel } from '../wire/contract';

/** Valid values for tests; a test names only what it is about. */

export function maakTelling(delen: Partial<Telling> = {}): Telling {
  return { inzetbaar: 4, vrij: 2, onbevestigd: 1, gereserveerd: 1, bezet: 1, buitenGebruik: 0, ...delen };
}

export function maakBezetting(delen: Partial<Bezetting> = {}): Bezetting {
  return {
    code: 'GM0193',
    naam: 'Zwolle',
    ...maakTelling(),
    onderMinimum: false,
    geenVrij: false,
    opvangplaatsen: maakTelling(),
    revisie: 1,
    ...delen,
  };
}

export function maakPlaats(delen: Partial<Plaats> = {}): Plaats {
  return {
    id: 'plaats-1',
    referentie: '7QK2',
    soort: 'crisisplaats',
    centrumgemeente: 'GM0193',
    organisatie: 'org-1',
    huis: { id: 'huis-1', code: 'H1' },
    personenMax: 4,
    kenmerken: ['rolstoel'],
    gereedBinnenMinuten: null,
    veiligheidstoetsDoor: null,
    status: 'vrij',
    onbevestigd: false,
    sindsOp: '2026-11-21T10:00:00Z',
    bevestigdOp: '2026-11-21T10:00:00Z',
    reden: null,
    verwachtTotOp: null,
    plaatsing: null,
    uitname: null,
    revisie: 1,
    ...delen,
  };
}

export function maakLivePlaats(delen: Partial<LivePlaats> = {}): LivePlaats {
  const { soort, ...rest } = maakPlaats();
  return { ...rest, plaatssoort: soort, ...delen };
}

export function maakPlaatsing(delen: Partial<Plaatsing> = {}): Plaatsing {
  return {
    id: 'plaatsing-1',
    aanvraag: 'aanvraag-1',
    referentie: 'K7QF-2M9D',
    status: 'gereserveerd',
    centrumgemeente: 'GM0193',
    plaatsen: ['plaats-1'],
    nachten: 3,
    gereserveerdOp: '2026-11-21T20:00:00Z',
    verlooptOp: '2026-11-21T22:00:00Z',
    bevestigdOp: null,
    geaccepteerdOp: null,
    verwachteAankomstOp: null,
    aangekomenOp: null,
    eersteNachtDatum: null,
    vertrekDatum: null,
    beeindigdOp: null,
    deadlineOp: '2026-11-22T19:00:00Z',
    huishouden: { volwassenen: 1, kinderen: [{ leeftijd: 4 }], behoeften: [] },
    revisie: 1,
    ...delen,
  };
}

export function maakVoorstel(delen: Partial<Voorstel> = {}): Voorstel {
  return {
    rang: 1,
    centrumgemeente: 'GM0193',
    plaatsen: ['plaats-1'],
    soort: 'crisisplaats',
    personenMax: 4,
    onbevestigd: false,
    redenen: ['Past precies.'],
    ...delen,
  };
}

export function maakAanvraag(delen: Partial<Aanvraag> = {}): Aanvraag {
  return {
    id: 'aanvraag-1',
    referentie: 'K7QF-2M9D',
    status: 'gereserveerd',
    ingediendOp: '2026-11-21T20:00:00Z',
    vastgesteldOp: '2026-11-21T19:00:00Z',
    deadlineOp: '2026-11-22T19:00:00Z',
    gemeente: 'GM0503',
    veiligheid: { kleur: 'rood', instrument: 'verwey_jonker', dreiging: null, door: 'opvangorganisatie' },
    huishouden: { volwassenen: 1, kinderen: [{ leeftijd: 4 }], behoeften: [] },
    uitsluitingen: [],
    voorkeuren: [],
    nachten: 3,
    plaatsing: maakPlaatsing(),
    voorstellen: [maakVoorstel()],
    knelpunt: null,
    afweging: 'afweging-1',
    revisie: 1,
    ...delen,
  };
}
