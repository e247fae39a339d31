import { leesMoment, type Ingevuld } from '../onderdelen/velden';
import { t, woordenlijst } from '../taal.svelte';
import { datumVan, tijdVan } from '../tijd';
import type { Fout, Huishouden, PlaatsingStatus } from '../wire/contract';

export type Registratiesoort = 'warme_overdracht' | 'veiligheidstaxatie' | 'risicotaxatie' | 'kindcheck' | 'intake';
export type Moment = 'instroom' | 'verblijf' | 'uitstroom';
export type JaNee = '' | 'ja' | 'nee';

export const SOORT: Record<Registratiesoort, string> = woordenlijst({
  warme_overdracht: 'Warme overdracht',
  veiligheidstaxatie: 'Veiligheidstaxatie',
  risicotaxatie: 'Risicotaxatie',
  kindcheck: 'Kindcheck',
  intake: 'Intake',
});
export const MOMENT: Record<Moment, string> = woordenlijst({ instroom: 'Bij aankomst', verblijf: 'Tijdens het verblijf', uitstroom: 'Bij vertrek' });
export const WIJZE: Record<string, string> = woordenlijst({ face_to_face: 'Bij elkaar in één ruimte', video: 'Met beeld', telefonisch: 'Per telefoon' });
export const ONDERDEEL: Record<string, string> = woordenlijst({
  informatie: 'Informatie: wat is er gebeurd, wat is er nodig',
  context: 'Context: hoe kwam het zo, wie zijn belangrijk',
  ketenpartnerafspraken: 'Afspraken met andere organisaties',
});
export const AANWEZIG: Record<string, string> = woordenlijst({
  client: 'De cliënt zelf',
  medewerker_overdragend: 'Een medewerker die overdraagt',
  medewerker_ontvangend: 'Een medewerker die ontvangt',
});
export const KLEUR: Record<string, string> = woordenlijst({ rood: 'Rood', oranje: 'Oranje', groen: 'Groen' });
export const ONTBREEKT: Record<string, string> = woordenlijst({
  instrument: 'welk instrument',
  wijze: 'hoe het gesprek ging, met oogcontact',
  leden: 'een kleur voor ieder gezinslid',
  voor: 'voor wie de intake was',
  oordeelMedewerker: 'het oordeel van de medewerker',
  oordeelClient: 'het oordeel van de cliënt',
  'onderdelen.informatie': 'het deel informatie',
  'onderdelen.context': 'het deel context',
  'onderdelen.ketenpartnerafspraken': 'de afspraken met andere organisaties',
  'aanwezig.client': 'de cliënt was erbij',
  'aanwezig.medewerker_overdragend': 'een medewerker die overdraagt was erbij',
  'aanwezig.medewerker_ontvangend': 'een medewerker die ontvangt was erbij',
});

/** What was recorded about a plaatsing by one of the two organisaties, as the service tells it. */
export interface Registratie {
  id: string;
  eigen: boolean;
  soort: Registratiesoort;
  moment: Moment;
  gedaanOp: string;
  volledig: boolean;
  ontbreekt: string[];
}

export interface Gezinslid {
  lid: 'volwassene' | 'kind';
  leeftijd: number | null;
  kleur: string;
}

/** A registratie as it stands on screen. */
export interface Invulling {
  soort: Registratiesoort;
  moment: Moment;
  gedaan: Ingevuld;
  instrument: string;
  wijze: string;
  leden: Gezinslid[];
  verhuisreden: JaNee;
  voor: string;
  oordeelMedewerker: JaNee;
  oordeelClient: JaNee;
  onderdelen: string[];
  aanwezig: string[];
}

const MOMENT_BIJ: Partial<Record<PlaatsingStatus, Moment>> = { beeindigd: 'uitstroom' };

/** An empty form at `nu` (milliseconds), with one line for each member of the household. */
export function legeRegistratie(
  soort: Registratiesoort,
  { status, huishouden }: { status: PlaatsingStatus; huishouden: Huishouden | null },
  nu: number,
): Invulling {
  const volwassenen = Array.from({ length: huishouden?.volwassenen ?? 0 }, () => ({ lid: 'volwassene', leeftijd: null, kleur: '' }) as const);
  const kinderen = (huishouden?.kinderen ?? []).map(({ leeftijd }) => ({ lid: 'kind', leeftijd, kleur: '' }) as const);
  return {
    soort,
    moment: MOMENT_BIJ[status] ?? 'instroom',
    gedaan: { datum: datumVan(nu), tijd: tijdVan(nu), tweede: false },
    instrument: '',
    wijze: '',
    leden: [...volwassenen, ...kinderen],
    verhuisreden: '',
    voor: '',
    oordeelMedewerker: '',
    oordeelClient: '',
    onderdelen: [],
    aanwezig: [],
  };
}

const VELDEN: Record<Registratiesoort, readonly (keyof Invulling)[]> = {
  warme_overdracht: ['wijze', 'onderdelen', 'aanwezig'],
  veiligheidstaxatie: ['instrument', 'oordeelMedewerker', 'oordeelClient'],
  risicotaxatie: ['instrument', 'wijze', 'leden', 'verhuisreden'],
  kindcheck: [],
  intake: ['voor'],
};

/** The body of POST /v1/plaatsingen/{id}/registraties: what is empty is left out, and the service says what is missing. */
export function readRegistratie(ingevuld: Invulling): { body: Record<string, unknown> } | { fouten: Fout[] } {
  const gedaan = leesMoment(ingevuld.gedaan);
  if ('fout' in gedaan) return { fouten: [{ veld: 'gedaanOp', fout: gedaan.fout }] };
  const body: Record<string, unknown> = { soort: ingevuld.soort, moment: ingevuld.moment, gedaanOp: gedaan.instant };
  for (const veld of VELDEN[ingevuld.soort]) {
    const waarde = said(ingevuld, veld);
    if (waarde !== undefined) body[veld] = waarde;
  }
  return { body };
}

function said(ingevuld: Invulling, veld: keyof Invulling): unknown {
  if (veld === 'leden') {
    const gezegd = ingevuld.leden.filter(({ kleur }) => kleur);
    return gezegd.length ? gezegd.map(({ lid, leeftijd, kleur }) => (lid === 'kind' ? { lid, leeftijd, kleur } : { lid, kleur })) : undefined;
  }
  const waarde = ingevuld[veld];
  if (waarde === 'ja' || waarde === 'nee') return waarde === 'ja';
  return waarde === '' || (Array.isArray(waarde) && !waarde.length) ? undefined : waarde;
}

/** "Kind van 4 jaar" or "Volwassene 2": how a line of the form is called. */
export function lidnaam({ lid, leeftijd }: Gezinslid, nummer: number): string {
  return lid === 'kind' ? t`Kind van ${leeftijd} jaar` : t`Volwassene ${nummer}`;
}
