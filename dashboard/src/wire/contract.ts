/** The shapes of the wire, as the service sends them. Instants are RFC 3339 strings in UTC; dates are YYYY-MM-DD. */

export type Rol = 'coordinator' | 'opvang' | 'gemeente' | 'landelijk' | 'auditor' | 'fg' | 'systeembeheerder';
export type Plaatssoort = 'crisisplaats' | 'opvangplaats' | 'reserveplaats' | 'alternatief';
export type Plaatsstatus = 'vrij' | 'gereserveerd' | 'bezet' | 'buiten_gebruik';
export type AanvraagStatus =
  'zonder_plaats' | 'gereserveerd' | 'bevestigd' | 'aangekomen' | 'niet_verschenen' | 'beeindigd' | 'ingetrokken';
export type PlaatsingStatus = Exclude<AanvraagStatus, 'zonder_plaats'> | 'vervallen' | 'vervangen' | 'teruggemeld';

export interface Sessie {
  account: { id: string; naam: string; rol: Rol };
  organisatie: { id: string; naam: string; soort: string; centrumgemeente: string | null };
  verlooptOp: string;
  /** When it ends at the very latest, used or not. */
  uiterlijkOp: string;
  /** With whom somebody logged in; null in a demonstration. */
  aanbieder: string | null;
  demo: boolean;
}

export interface Aanbieder {
  code: string;
  naam: string;
}

export interface DemoAccount {
  id: string;
  naam: string;
  rol: Rol;
  organisatie: { id: string; naam: string };
}

export interface Centrumgemeente {
  code: string;
  naam: string;
  provincie: string;
  breedtegraad: number;
  lengtegraad: number;
  veiligheidsregio: string;
}

export interface Gemeente {
  code: string;
  naam: string;
  veiligheidsregio: string;
  formeel: string;
  feitelijk: string;
}

/** Counts of places. `vrij + gereserveerd + bezet = inzetbaar`; `onbevestigd` is part of `vrij`. */
export interface Telling {
  inzetbaar: number;
  vrij: number;
  onbevestigd: number;
  /** Absent for a gemeente: there `bezet` includes it. */
  gereserveerd?: number;
  bezet: number;
  buitenGebruik: number;
}

/** The same of one centrumgemeente; null is what the rule `openheid` does not show a gemeente of another one. */
export type GezieneTelling = { [K in keyof Telling]: K extends 'gereserveerd' ? Telling[K] : Telling[K] | null } & {
  /** Which part of `inzetbaar` was free on average in the last whole week, rounded up to thirds. */
  gemiddeldVrijDerden?: number | null;
};

export type Openheid = 'volledig' | 'getikt' | 'landelijk';

/** The whole country as a gemeente sees it, and how it sees others: at once, as they were at `getiktOp`, or hardly. */
export interface Totaal extends Telling {
  id: string;
  opvangplaatsen: Telling;
  openheid: Openheid;
  getiktOp: string | null;
  volgendeTikOp: string | null;
  gemiddeldOver: { vanDatum: string; totDatum: string } | null;
  revisie: number;
}

export type Bezetting = GezieneTelling & {
  code: string;
  naam: string;
  /** Lost already with somebody still inside: part of `inzetbaar`, but not of what counts for the minimum. */
  uitgevallen: number | null;
  onderMinimum: boolean | null;
  geenVrij: boolean | null;
  opvangplaatsen: GezieneTelling;
  revisie: number;
};

export interface Uitname {
  vanafOp: string;
  feit: boolean;
  reden: string;
  verwachtTotOp: string | null;
  vervangenDoor: string | null;
}

export interface Plaats {
  id: string;
  referentie: string;
  soort: Plaatssoort;
  centrumgemeente: string;
  organisatie: string;
  huis: { id: string; code: string };
  personenMax: number;
  kenmerken: string[];
  gereedBinnenMinuten: number | null;
  veiligheidstoetsDoor: string | null;
  status: Plaatsstatus;
  onbevestigd: boolean;
  sindsOp: string;
  bevestigdOp: string | null;
  reden: string | null;
  verwachtTotOp: string | null;
  plaatsing: string | null;
  uitname: Uitname | null;
  revisie: number;
}

/** A live message already has a `soort`, so there the kind of place travels as `plaatssoort`. */
export type LivePlaats = Omit<Plaats, 'soort'> & { plaatssoort: Plaatssoort };

export interface Huishouden {
  volwassenen: number;
  kinderen: { leeftijd: number }[];
  behoeften: string[];
  verhuisbewegingen?: number;
  nachtenEerder?: number;
}

export interface Plaatsing {
  id: string;
  aanvraag: string | null;
  referentie: string;
  status: PlaatsingStatus;
  centrumgemeente: string;
  plaatsen: string[];
  nachten: number;
  gereserveerdOp: string;
  verlooptOp: string | null;
  bevestigdOp: string | null;
  geaccepteerdOp: string | null;
  verwachteAankomstOp: string | null;
  aangekomenOp: string | null;
  eersteNachtDatum: string | null;
  vertrekDatum: string | null;
  beeindigdOp: string | null;
  /** Why it ended: of a teruggemelde one what the house said, from the closed list. */
  reden?: string | null;
  /** Those of its places that the house said it could not give. */
  teruggemeld: string[];
  deadlineOp: string;
  huishouden: Huishouden | null;
  revisie: number;
}

export interface Voorstel {
  rang: number;
  centrumgemeente: string;
  /** One, or two or three of one house; `personenMax` is the room of all of them. */
  plaatsen: string[];
  soort: Plaatssoort;
  personenMax: number;
  onbevestigd: boolean;
  redenen: string[];
}

export interface Veiligheid {
  kleur: 'rood' | null;
  instrument: string | null;
  dreiging: string | null;
  door: string;
}

interface AanvraagGegevens {
  id: string;
  referentie: string;
  status: AanvraagStatus;
  ingediendOp: string;
  vastgesteldOp: string;
  deadlineOp: string;
  gemeente?: string;
  veiligheid: Veiligheid;
  huishouden: Huishouden;
  uitsluitingen: string[];
  voorkeuren: string[];
  nachten: number;
  /** Why a household that was inside elsewhere moves on; absent or null when it comes from home. */
  verplaatsing?: 'gevaar' | 'verlies' | null;
  /** `verlooptOp`: until when houses that are asked can answer, with code `gevraagd`. */
  knelpunt: { code: string; tekst: string; verlooptOp: string | null } | null;
  revisie: number;
}

export interface Aanvraag extends AanvraagGegevens {
  plaatsing: Plaatsing | null;
  voorstellen: Voorstel[];
  afweging: string;
}

/** As it travels live: the plaatsing is an id, and voorstellen are asked for when somebody opens the aanvraag. */
export interface LiveAanvraag extends AanvraagGegevens {
  plaatsing: string | null;
}

export type Norm =
  | 'minimum_plaatsen'
  | 'geen_vrij'
  | 'geen_plaats'
  | 'onvoorziene_uitval'
  | 'buiten_gebruik_te_lang'
  | 'dubbel_verblijf'
  | 'plaatsing_te_laat'
  | 'overschrijding'
  | 'kind_te_lang'
  | 'verhuisbeweging'
  | 'risicotaxatie_ontbreekt'
  | 'overdracht_in_ontbreekt'
  | 'overdracht_uit_ontbreekt'
  | 'veiligheidstaxatie_ontbreekt';

/** An episode in which a norm is not met; `onderwerp` is null for who may not know what it is about. */
export interface Normsignaal {
  id: string;
  norm: Norm;
  nummer: string;
  titel: string;
  onderwerpSoort: string;
  onderwerp: string | null;
  waar: string | null;
  plichthouder: 'centrumgemeente' | 'opvang' | 'aanvrager' | 'vervolg';
  oorzaak: string;
  remedie: string | null;
  begonnenOp: string;
  vastgelegdOp: string;
  beeindigdOp: string | null;
  onderbrekingen: number;
  onderbrokenSeconden: number;
  verteldAan: Rol[];
  revisie: number;
}

/** Something told to everybody of one role in one organisatie; `dringend` sounds until somebody has seen it. */
export interface Melding {
  id: string;
  meldingsoort: string;
  rol: Rol;
  onderwerpSoort: string;
  onderwerp: string;
  titel: string;
  tekst: string;
  dringend: boolean;
  op: string;
  termijnOp: string | null;
  laat: boolean;
  gezienOp: string | null;
  revisie: number;
}

/** The service asks a house whether a place is really free (R3). */
export interface Vraag {
  id: string;
  plaats: string;
  status: 'open' | 'ja' | 'nee' | 'verlopen' | 'vervallen';
  huishouden: Huishouden | null;
  gesteldOp: string;
  verlooptOp: string;
  beantwoordOp: string | null;
  revisie: number;
}

/** Whom to call about a plaatsing; without a number `uitleg` says what to do instead. */
export interface Contact {
  telefoonnummer: string | null;
  uitleg: string | null;
}

export interface Fout {
  veld: string;
  fout: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  fouten?: Fout[];
}
