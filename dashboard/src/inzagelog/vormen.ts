import { woordenlijst } from '../taal.svelte';
import type { Rol } from '../wire/contract';

export type Oordeel = 'in_orde' | 'navragen' | 'onterecht';

/** One look of somebody of the own organisation, why it is shown, and what was said of it. */
export interface Inzage {
  volgnummer: number;
  op: string;
  account: { id: string; naam: string | null };
  rol: Rol;
  handeling: string;
  onderwerpSoort: string;
  onderwerp: string;
  uitkomst: string;
  reden: string | null;
  zaak: boolean | null;
  aantal: number | null;
  inUur: number | null;
  oorsprong: string | null;
  spoor: string | null;
  waarom: string[];
  oordeel: Oordeel | null;
  beoordeeldOp: string | null;
}

export interface Steekproef {
  steekproef: Inzage[];
  inSteekproef: number;
  beoordeeld: number;
  procent: number;
  volgende: number | null;
}

export const WAAROM: Record<string, string> = woordenlijst({
  noodinzage: 'Noodinzage',
  geweigerd: 'Geweigerd of gestopt',
  zonder_zaak: 'Geen lopende zaak',
  veel: 'Veel in een uur',
  vreemd_uur: 'Ongewoon uur',
  toeval: 'Steekproef',
});

export const WAAROM_UITLEG: Record<string, string> = woordenlijst({
  noodinzage: 'Iemand zag beide kanten van een plaatsing, om een noodgeval.',
  geweigerd: 'Iemand probeerde wat niet mocht, of wat er niet is.',
  zonder_zaak: 'Er liep toen geen aanvraag of plaatsing van uw organisatie.',
  veel: 'Dit account opende in een uur meer dan gewoon is.',
  vreemd_uur: 'In dit uur van de nacht kijkt deze rol bij u anders niet.',
  toeval: 'Geen reden: door het lot gekozen.',
});

export const HANDELING: Record<string, string> = woordenlijst({
  read_contact: 'Vroeg een telefoonnummer op',
  read_plaatsing: 'Opende een plaatsing',
  read_aanvraag: 'Opende een aanvraag',
  list_registraties: 'Las wat is vastgelegd',
  list_voorstellen: 'Bekeek voorstellen',
  list_aanvragen: 'Bekeek de lijst van aanvragen',
  list_plaatsingen: 'Bekeek de lijst van plaatsingen',
  list_vragen: 'Bekeek vragen aan huizen',
  list_normsignalen: 'Bekeek normsignalen',
  list_meldingen: 'Bekeek meldingen',
  live: 'Opende het scherm',
  download_bezetting_csv: 'Nam cijfers mee',
  download_bezetting_ods: 'Nam cijfers mee',
  download_bezetting_short: 'Nam cijfers mee',
  download_historie_csv: 'Nam cijfers mee',
  download_historie_ods: 'Nam cijfers mee',
  read_dossier: 'Las een dossier',
  read_verantwoording: 'Las een verantwoording',
  read_noodinzage: 'Zag beide kanten (noodinzage)',
  ask_noodinzage: 'Vroeg een noodinzage',
  approve_noodinzage: 'Keurde een noodinzage goed',
  end_noodinzage: 'Beëindigde een noodinzage',
  list_noodinzagen: 'Bekeek noodinzagen',
  list_steekproef: 'Bekeek dit overzicht',
  judge_inzage: 'Beoordeelde een inzage',
});

export const UITKOMST: Record<string, string> = woordenlijst({
  getoond: 'getoond',
  niets_bekend: 'er was niets bekend',
  geweigerd: 'geweigerd',
  geremd: 'gestopt: te veel in een uur',
});

export const OORDEEL: Record<Oordeel, string> = woordenlijst({
  in_orde: 'In orde',
  navragen: 'Navragen',
  onterecht: 'Onterecht',
});

/** The first eight signs of an id: enough to tell two apart on a page. */
export function kort(id: string): string {
  return id.slice(0, 8);
}
