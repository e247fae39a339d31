import { missing, toBody, type Formulier } from '../aanvragen/formulier';
import { t } from '../taal.svelte';
import type { Fout } from '../wire/contract';
import { leesMoment } from '../onderdelen/velden';

export type Verplaatsingreden = '' | 'gevaar' | 'verlies';

/** The body of POST /v1/plaatsingen/{id}/verplaatsing, or what is missing. Only a new danger is assessed anew. */
export function readVerplaatsing(reden: Verplaatsingreden, formulier: Formulier): { body: Record<string, unknown> } | { fouten: Fout[] } {
  if (!reden) return { fouten: [{ veld: 'reden', fout: t`Kies waarom het huishouden niet kan blijven.` }] };
  const gevaar = reden === 'gevaar';
  const fouten = missing(formulier).filter(({ veld }) => veld === 'vastgesteldOp' || (gevaar && veld.startsWith('veiligheid')));
  const moment = leesMoment(formulier.vastgesteld);
  if (fouten.length || 'fout' in moment) return { fouten };
  const { veiligheid, uitsluitingen } = toBody(formulier);
  return { body: { reden, vastgesteldOp: moment.instant, ...(gevaar && { veiligheid, uitsluitingen }) } };
}
