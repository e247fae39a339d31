import { leesMoment, NIETS_INGEVULD, type Ingevuld } from '../onderdelen/velden';
import { t, woordenlijst } from '../taal.svelte';
import type { Fout } from '../wire/contract';

export const PERSONEN_MAX = 25;
export const INSTRUMENT: Record<string, string> = woordenlijst({
  verwey_jonker: 'Verwey-Jonker',
  ander_gevalideerd: 'Ander landelijk gevalideerd instrument',
});
/** Who may establish the danger with an instrument, and who may name an acute threat without one (norm 1.1, 1.2). */
const MET_INSTRUMENT = ['opvangorganisatie', 'veilig_thuis'];
export const ZONDER_INSTRUMENT = ['veilig_thuis', 'politie', 'lec_egg'];

/** With which instrument and by whom, as one choice. */
export const VASTSTELLINGEN = Object.keys(INSTRUMENT).flatMap((instrument) => MET_INSTRUMENT.map((door) => ({ instrument, door })));

/** A new aanvraag as it stands on screen: nothing about the danger is filled in beforehand. */
export interface Formulier {
  gemeente: string[];
  vastgesteld: Ingevuld;
  grond: '' | 'instrument' | 'dreiging';
  instrument: string;
  dreiging: string;
  door: string;
  volwassenen: number;
  /** Ages in years, in the order in which they were tapped. */
  kinderen: number[];
  behoeften: string[];
  verhuisbewegingen: number;
  nachtenEerder: number;
  uitsluitingen: string[];
  voorkeuren: string[];
  nachten: number;
  terugbelnummer: string;
}

export function leegFormulier(): Formulier {
  return {
    gemeente: [],
    vastgesteld: { ...NIETS_INGEVULD },
    grond: '',
    instrument: '',
    dreiging: '',
    door: '',
    volwassenen: 1,
    kinderen: [],
    behoeften: [],
    verhuisbewegingen: 0,
    nachtenEerder: 0,
    uitsluitingen: [],
    voorkeuren: [],
    nachten: 3,
    terugbelnummer: '',
  };
}

/** What is not filled in yet, in the order of the page. Whether it is right, the service decides. */
export function missing(formulier: Formulier): Fout[] {
  const fouten: Fout[] = [];
  const eis = (goed: boolean, veld: string, fout: string): void => {
    if (!goed) fouten.push({ veld, fout });
  };
  eis(formulier.gemeente.length > 0, 'gemeente', t`Kies de gemeente waar het huishouden nu woont.`);
  eis(formulier.grond !== '', 'veiligheid', t`Kies hoe het gevaar is vastgesteld.`);
  eis(formulier.grond !== 'dreiging' || formulier.dreiging !== '', 'veiligheid.dreiging', t`Kies welke acute dreiging er is.`);
  eis(formulier.grond !== 'dreiging' || formulier.door !== '', 'veiligheid.door', t`Kies wie het gevaar heeft vastgesteld.`);
  const moment = leesMoment(formulier.vastgesteld);
  if ('fout' in moment) fouten.push({ veld: 'vastgesteldOp', fout: `${t`Wanneer is het gevaar vastgesteld?`} ${moment.fout}` });
  eis(formulier.volwassenen + formulier.kinderen.length > 0, 'huishouden.volwassenen', t`Tik aan wie er komen.`);
  return fouten;
}

/** The body of POST /v1/aanvragen; only for a form of which nothing is missing. */
export function toBody(formulier: Formulier): Record<string, unknown> {
  const moment = leesMoment(formulier.vastgesteld);
  const metInstrument = formulier.grond === 'instrument';
  return {
    gemeente: formulier.gemeente[0],
    vastgesteldOp: 'instant' in moment ? moment.instant : null,
    veiligheid: {
      kleur: metInstrument ? 'rood' : null,
      instrument: metInstrument ? formulier.instrument : null,
      dreiging: metInstrument ? null : formulier.dreiging,
      door: formulier.door,
    },
    huishouden: {
      volwassenen: formulier.volwassenen,
      kinderen: formulier.kinderen.map((leeftijd) => ({ leeftijd })),
      behoeften: formulier.behoeften,
      verhuisbewegingen: formulier.verhuisbewegingen,
      nachtenEerder: formulier.nachtenEerder,
    },
    uitsluitingen: formulier.uitsluitingen,
    voorkeuren: formulier.voorkeuren,
    nachten: formulier.nachten,
    ...(formulier.terugbelnummer.trim() && { terugbelnummer: formulier.terugbelnummer.trim() }),
  };
}
