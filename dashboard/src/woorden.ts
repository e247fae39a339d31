import { aantal, perTaal, t, woordenlijst } from './taal.svelte';
import type { AanvraagStatus, Huishouden, Normsignaal, PlaatsingStatus, Plaatssoort, Plaatsstatus, Rol, Voorstel } from './wire/contract';

/** The words people see for the codes on the wire. One list for each code list of the service. */

export const ROL: Record<Rol, { naam: string; uitleg: string }> = woordenlijst({
  coordinator: { naam: 'Coördinator', uitleg: 'Vraagt een plaats aan voor een huishouden in code rood.' },
  opvang: { naam: 'Opvang', uitleg: 'Houdt de eigen plaatsen actueel en ziet wie er komt.' },
  landelijk: { naam: 'Landelijke coördinatie', uitleg: 'Ziet het hele land en wie nog geen plaats heeft.' },
  gemeente: { naam: 'Centrumgemeente', uitleg: 'Ziet het landelijke beeld en de eigen plicht.' },
  auditor: { naam: 'Auditor', uitleg: 'Leest het bewijs van één organisatie.' },
  fg: { naam: 'Functionaris gegevensbescherming', uitleg: 'Kijkt na wie wat heeft ingezien.' },
  systeembeheerder: { naam: 'Systeembeheerder', uitleg: 'Beheert de installatie.' },
});

export const PLAATSSOORT: Record<Plaatssoort, string> = woordenlijst({
  crisisplaats: 'Crisisplaats',
  opvangplaats: 'Opvangplaats',
  reserveplaats: 'Reserveplaats',
  alternatief: 'Alternatief',
});

export const PLAATSSOORT_MEER: Record<Plaatssoort, string> = woordenlijst({
  crisisplaats: 'Crisisplaatsen',
  opvangplaats: 'Opvangplaatsen',
  reserveplaats: 'Reserveplaatsen',
  alternatief: 'Alternatieven',
});

export const PLAATSSTATUS: Record<Plaatsstatus, string> = woordenlijst({
  vrij: 'Vrij',
  gereserveerd: 'Gereserveerd',
  bezet: 'Bezet',
  buiten_gebruik: 'Buiten gebruik',
});

export const AANVRAAGSTATUS: Record<AanvraagStatus, string> = woordenlijst({
  zonder_plaats: 'Nog geen plaats',
  gereserveerd: 'Gereserveerd',
  bevestigd: 'Bevestigd',
  aangekomen: 'Aangekomen',
  niet_verschenen: 'Niet verschenen',
  beeindigd: 'Beëindigd',
  ingetrokken: 'Ingetrokken',
});

export const PLAATSINGSTATUS: Record<PlaatsingStatus, string> = woordenlijst({
  gereserveerd: 'Gereserveerd',
  bevestigd: 'Bevestigd: komt',
  aangekomen: 'Aangekomen',
  niet_verschenen: 'Niet verschenen',
  beeindigd: 'Vertrokken',
  ingetrokken: 'Ingetrokken',
  vervallen: 'Vervallen',
  vervangen: 'Vervangen door een andere plaats',
  teruggemeld: 'Teruggemeld',
});

export const KENMERK: Record<string, string> = woordenlijst({
  rolstoel: 'rolstoel',
  mannen: 'plek voor mannen',
  huisdier: 'huisdier',
  babybed: 'babybed',
  begane_grond: 'begane grond',
  eigen_sanitair: 'eigen sanitair',
});

export const BEHOEFTE: Record<string, string> = woordenlijst({
  rolstoel: 'Rolstoel',
  mannenopvang: 'Mannenopvang',
  zwanger: 'Zwanger',
  babybed: 'Babybed',
  tolk: 'Tolk',
  huisdier: 'Huisdier',
});

export const REDEN_BUITEN_GEBRUIK: Record<string, string> = woordenlijst({
  onderhoud: 'Onderhoud',
  verbouwing: 'Verbouwing',
  schoonmaak: 'Schoonmaak',
  besmetting: 'Besmetting',
  brand: 'Brand',
  water: 'Waterschade',
  verwarming: 'Verwarming kapot',
  veiligheid: 'Niet veilig',
  personeel: 'Te weinig personeel',
  overig: 'Iets anders',
});

export const REDEN_INTREKKING: Record<string, string> = woordenlijst({
  zelf_opgelost: 'Het huishouden heeft zelf een plek',
  regionaal_geplaatst: 'Toch in de eigen regio geplaatst',
  wil_niet: 'Het huishouden wil niet',
  niet_bereikbaar: 'Het huishouden is niet bereikbaar',
  dubbel: 'Deze aanvraag staat er dubbel in',
  overleden: 'Overleden',
});

export const INSTRUMENT_DOOR: Record<string, string> = woordenlijst({
  opvangorganisatie: 'Opvangorganisatie',
  veilig_thuis: 'Veilig Thuis',
  politie: 'Politie',
  lec_egg: 'LEC EGG',
});

export const DREIGING: Record<string, string> = woordenlijst({
  doodsbedreiging: 'Doodsbedreiging',
  wapen: 'Wapen',
  wurging: 'Wurging',
  achtervolging: 'Achtervolging',
  eergerelateerd: 'Eergerelateerd geweld',
  uithuwelijking: 'Uithuwelijking',
  kindontvoering: 'Kindontvoering',
});

export const TERUGMELDING: Record<string, string> = woordenlijst({
  plaats_onbruikbaar: 'De plaats is onbruikbaar',
  al_bezet: 'Er zit al iemand',
  onveilig_voor_huishouden: 'Deze plek is niet veilig voor dit huishouden',
  niet_geschikt_te_maken: 'De plaats is niet geschikt te maken',
});

export const DOORPLAATSING: Record<string, string> = woordenlijst({
  opvangplaats_zelfde_huis: 'Opvangplaats in hetzelfde huis',
  opvangplaats_zelfde_organisatie: 'Opvangplaats van onze organisatie',
  opvang_andere_organisatie: 'Opvang bij een andere organisatie',
  opvang_regio_van_herkomst: 'Opvang in de eigen regio van het huishouden',
});

export const EINDE: Record<string, string> = woordenlijst({
  eigen_woning: 'Eigen woning',
  netwerk: 'Familie of vrienden',
  zelfstandig: 'Andere zelfstandige woonplek',
  elders: 'Ergens anders',
  onbekend: 'Onbekend',
  overleden: 'Overleden',
});

export const PLICHTHOUDER: Record<Normsignaal['plichthouder'], string> = woordenlijst({
  centrumgemeente: 'de centrumgemeente',
  opvang: 'de opvangorganisatie',
  aanvrager: 'wie de aanvraag deed',
  vervolg: 'wie de vervolgplek zoekt',
});

/** "2 nachten". */
export function nachten(n: number): string {
  return aantal(n, 'nacht', 'nachten');
}

/** "Crisisplaats voor 4 personen", "2 plaatsen in één huis, samen voor 10 personen". */
export function ruimte({ plaatsen, soort, personenMax }: Pick<Voorstel, 'plaatsen' | 'soort' | 'personenMax'>): string {
  const personen = aantal(personenMax, 'persoon', 'personen');
  return plaatsen.length === 1 ? t`${PLAATSSOORT[soort]} voor ${personen}` : t`${inEenHuis(plaatsen)}, samen voor ${personen}`;
}

/** "2 plaatsen in één huis". */
export function inEenHuis(plaatsen: readonly string[]): string {
  return t`${plaatsen.length} plaatsen in één huis`;
}

/** "1 volwassene en 2 kinderen (4 en 11 jaar)". */
export function samenstelling({ volwassenen, kinderen }: Huishouden): string {
  const groot = aantal(volwassenen, 'volwassene', 'volwassenen');
  if (!kinderen.length) return groot;
  const leeftijden = opsomming(kinderen.map((kind) => String(kind.leeftijd)));
  return t`${groot} en ${aantal(kinderen.length, 'kind', 'kinderen')} (${leeftijden} jaar)`;
}

// English without the comma before "and", as in Dutch.
const opsommer = perTaal((locale) => new Intl.ListFormat(locale, { type: 'conjunction' }));

/** "a, b en c". */
export function opsomming(woorden: readonly string[]): string {
  return opsommer().format(woorden);
}

/** "Eigen sanitair": as the first word of a line. */
export function hoofdletter(tekst: string): string {
  return tekst.charAt(0).toUpperCase() + tekst.slice(1);
}

/** Words for codes, in the order given; an unknown code is shown as it came. */
export function woorden(lijst: Record<string, string>, codes: readonly string[]): string[] {
  return codes.map((code) => lijst[code] ?? code);
}
