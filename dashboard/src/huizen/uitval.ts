import { aantal, t } from '../taal.svelte';

/** An own house, with the number that is answered day and night; `contactRevisie` is 0 while there is none, `uitleg` says why it cannot be read. */
export interface Huis {
  id: string;
  code: string;
  centrumgemeente: string;
  telefoonnummer: string | null;
  uitleg: string | null;
  contactRevisie: number;
}

/** What became of the places of a house that went out at once. */
export interface Uitval {
  buitenGebruik: number;
  warenBuitenGebruik: number;
  teruggemeld: number;
  bezet: number;
}

/** What happened, in sentences. */
export function zegUitval({ buitenGebruik, warenBuitenGebruik, teruggemeld, bezet }: Uitval): string[] {
  return [
    t`${aantal(buitenGebruik, 'plaats is', 'plaatsen zijn')} nu buiten gebruik.`,
    warenBuitenGebruik ? t`${aantal(warenBuitenGebruik, 'plaats was', 'plaatsen waren')} dat al.` : '',
    teruggemeld ? t`Voor ${aantal(teruggemeld, 'huishouden dat onderweg was', 'huishoudens die onderweg waren')} zoeken we verder.` : '',
    bezet
      ? t`Op ${aantal(bezet, 'plaats', 'plaatsen')} zit nog iemand. Vraag bij Plaatsen een verplaatsing met de knop "Kan hier niet blijven".`
      : '',
  ].filter(Boolean);
}
