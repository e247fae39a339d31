import { t } from '../taal.svelte';
import type { Aanvraag, AanvraagStatus, Fout } from '../wire/contract';
import { leegFormulier, missing, toBody, type Formulier } from './formulier';

const WIJZIGBAAR: ReadonlySet<AanvraagStatus> = new Set(['zonder_plaats', 'gereserveerd', 'bevestigd']);

/** Whether the household can still be weighed again: it has not arrived. */
export function kanWijzigen({ status }: Aanvraag): boolean {
  return WIJZIGBAAR.has(status);
}

/** What is known of the household, to change. The danger is empty: it is established anew, or not at all. */
export function vulFormulier({ huishouden, uitsluitingen, voorkeuren, nachten }: Aanvraag): Formulier {
  return {
    ...leegFormulier(),
    volwassenen: huishouden.volwassenen,
    kinderen: huishouden.kinderen.map(({ leeftijd }) => leeftijd),
    behoeften: [...huishouden.behoeften],
    verhuisbewegingen: huishouden.verhuisbewegingen ?? 0,
    nachtenEerder: huishouden.nachtenEerder ?? 0,
    uitsluitingen: [...uitsluitingen],
    voorkeuren: [...voorkeuren],
    nachten,
  };
}

/** The body of PATCH /v1/aanvragen/{id}: only what is different, or what is missing to say it. */
export function readWijziging(formulier: Formulier, aanvraag: Aanvraag, nieuwGevaar: boolean): { body: Record<string, unknown> } | { fouten: Fout[] } {
  const fouten = missing(formulier).filter(
    ({ veld }) => veld.startsWith('huishouden') || (nieuwGevaar && (veld.startsWith('veiligheid') || veld === 'vastgesteldOp')),
  );
  if (fouten.length) return { fouten };
  const [nieuw, oud] = [toBody(formulier), toBody(vulFormulier(aanvraag))];
  const anders = ['huishouden', 'uitsluitingen', 'voorkeuren'].filter((deel) => JSON.stringify(nieuw[deel]) !== JSON.stringify(oud[deel]));
  const delen = nieuwGevaar ? [...anders, 'veiligheid', 'vastgesteldOp'] : anders;
  if (!delen.length) return { fouten: [{ veld: 'uitsluitingen', fout: t`Er is nog niets veranderd.` }] };
  return { body: Object.fromEntries(delen.map((deel) => [deel, nieuw[deel]])) };
}
