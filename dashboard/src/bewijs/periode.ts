import { t } from '../taal.svelte';
import { datumVan, schuif } from '../tijd';
import type { Fout } from '../wire/contract';

/** Days as people name them: both are part of the period. */
export interface Periode {
  van: string;
  totEnMet: string;
}

/** The periods that get a button, as seen at `nu` (milliseconds); the first one stands there to begin with. */
export function voorstellen(nu: number): (Periode & { naam: string })[] {
  const vandaag = datumVan(nu);
  const jaar = Number(vandaag.slice(0, 4));
  return [
    { naam: t`Laatste 12 maanden`, van: schuif(jaarEerder(vandaag), 1), totEnMet: vandaag },
    { naam: t`Dit jaar`, van: `${jaar}-01-01`, totEnMet: vandaag },
    { naam: t`Vorig jaar`, van: `${jaar - 1}-01-01`, totEnMet: `${jaar - 1}-12-31` },
  ];
}

/** The query that asks for a period, in which the service does not count `tot`; or what is missing. */
export function readPeriode({ van, totEnMet }: Periode): { query: string } | { fouten: Fout[] } {
  const fouten: Fout[] = [];
  if (!van) fouten.push({ veld: 'van', fout: t`Vul de eerste dag in.` });
  if (!totEnMet) fouten.push({ veld: 'tot', fout: t`Vul de laatste dag in.` });
  if (van && totEnMet && van > totEnMet) fouten.push({ veld: 'tot', fout: t`De laatste dag ligt voor de eerste dag.` });
  return fouten.length ? { fouten } : { query: `?van=${van}&tot=${schuif(totEnMet, 1)}` };
}

function jaarEerder(datum: string): string {
  const [jaar, maand, dag] = datum.split('-');
  const laatste = maand === '02' && dag === '29' ? '28' : dag;
  return `${Number(jaar) - 1}-${maand}-${laatste}`;
}
