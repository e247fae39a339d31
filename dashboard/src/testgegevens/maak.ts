import type { Aanvraag, Bezetting, LiveAanvraag, LivePlaats, Melding, Normsignaal, Plaats, Plaatsing, Telling, Voorstel, Vraag } from '../wire/contract';

/** Valid values for tests; a test names only what it is about. */

export function maakTelling(delen: Partial<Telling> = {}): Telling {
  return { inzetbaar: 4, vrij: 2, onbevestigd: 1, gereserveerd: 1, bezet: 1, buitenGebruik: 0, ...delen };
}

export function maakBezetting(delen: Partial<Bezetting> = {}): Bezetting {
  return {
    code: 'GM0193',
    naam: 'Zwolle',
    ...maakTelling(),
    uitgevallen: 0,
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
    teruggemeld: [],
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

export function maakLiveAanvraag(delen: Partial<LiveAanvraag> = {}): LiveAanvraag {
  const { voorstellen: _voorstellen, ...rest } = maakAanvraag();
  return { ...rest, plaatsing: 'plaatsing-1', ...delen };
}

export function maakNormsignaal(delen: Partial<Normsignaal> = {}): Normsignaal {
  return {
    id: 'normsignaal-1',
    norm: 'minimum_plaatsen',
    nummer: 'indicator 5; voetnoot 27',
    titel: 'Minder crisisplaatsen dan het minimum',
    onderwerpSoort: 'centrumgemeente',
    onderwerp: 'GM0193',
    waar: 'GM0193',
    plichthouder: 'centrumgemeente',
    oorzaak: 'Inzetbaar: 1 van minimaal 2 crisisplaatsen.',
    remedie: null,
    begonnenOp: '2026-11-21T18:00:00Z',
    vastgelegdOp: '2026-11-21T18:00:00Z',
    beeindigdOp: null,
    onderbrekingen: 0,
    onderbrokenSeconden: 0,
    verteldAan: ['gemeente', 'landelijk'],
    revisie: 1,
    ...delen,
  };
}

export function maakMelding(delen: Partial<Melding> = {}): Melding {
  return {
    id: 'melding-1',
    meldingsoort: 'reservering',
    rol: 'opvang',
    onderwerpSoort: 'plaatsing',
    onderwerp: 'plaatsing-1',
    titel: 'Er komt iemand aan',
    tekst: 'Een huishouden van 2 (1 volwassene, 1 kind) komt naar u toe.',
    dringend: true,
    op: '2026-11-21T20:00:00Z',
    termijnOp: null,
    laat: false,
    gezienOp: null,
    revisie: 1,
    ...delen,
  };
}

export function maakVraag(delen: Partial<Vraag> = {}): Vraag {
  return {
    id: 'vraag-1',
    plaats: 'plaats-1',
    status: 'open',
    huishouden: { volwassenen: 1, kinderen: [{ leeftijd: 4 }], behoeften: ['tolk'] },
    gesteldOp: '2026-11-21T20:00:00Z',
    verlooptOp: '2026-11-21T20:05:00Z',
    beantwoordOp: null,
    revisie: 1,
    ...delen,
  };
}
