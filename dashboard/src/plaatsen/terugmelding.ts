import { leesMoment, NIETS_INGEVULD, type Ingevuld } from '../onderdelen/velden';
import { t, woordenlijst } from '../taal.svelte';
import type { Fout } from '../wire/contract';

/** What a house fills in when this household cannot come here; the list of reasons is closed (norm 5.1). */
export interface Terugmelding {
  reden: string;
  uitval: string;
  tot: Ingevuld;
  sinds: Ingevuld;
  ontbreekt: string[];
  plaatsen: string[];
}

/** What each reason does, said before anybody chooses it. For the household another place is looked for at once, every time. */
export const GEVOLG: Record<string, string> = woordenlijst({
  plaats_onbruikbaar: 'De plaats gaat meteen buiten gebruik, als feit. De gemeente hoort het als er dan te weinig plaatsen zijn.',
  al_bezet: 'De plaats komt op bezet te staan, vanaf het moment dat u noemt.',
  onveilig_voor_huishouden: 'De plaats blijft vrij voor anderen. Voor dit huishouden zoeken we nooit meer in uw regio.',
  niet_geschikt_te_maken: 'Wat ontbreekt, gaat van de kenmerken van de plaats af. We leggen vast dat u dit meldde (norm 5.1c).',
});

/** Whether this reason is about a place, and there are several that it can be about. */
export function gaatOverPlaats(reden: string, plaatsen: readonly string[]): boolean {
  return plaatsen.length > 1 && ['plaats_onbruikbaar', 'al_bezet', 'niet_geschikt_te_maken'].includes(reden);
}

export function legeTerugmelding(): Terugmelding {
  return { reden: '', uitval: '', tot: { ...NIETS_INGEVULD }, sinds: { ...NIETS_INGEVULD }, ontbreekt: [], plaatsen: [] };
}

/**
 * The body of POST /v1/plaatsingen/{id}/terugmelding, with only the fields of its reason, or what is missing.
 * `plaatsen` are those of the plaatsing: of several it has to be said which it is about.
 */
export function readTerugmelding(
  ingevuld: Terugmelding,
  plaatsen: readonly string[] = [],
): { body: Record<string, unknown> } | { fouten: Fout[] } {
  const { reden, uitval, tot, sinds, ontbreekt } = ingevuld;
  const fouten: Fout[] = [];
  const body: Record<string, unknown> = { reden };
  const moment = (waarde: Ingevuld, veld: string): void => {
    const gelezen = leesMoment(waarde);
    if ('fout' in gelezen) fouten.push({ veld, fout: gelezen.fout });
    else body[veld] = gelezen.instant;
  };
  if (!reden) fouten.push({ veld: 'reden', fout: t`Kies waarom dit hier niet kan.` });
  if (gaatOverPlaats(reden, plaatsen)) {
    if (ingevuld.plaatsen.length) body['plaatsen'] = ingevuld.plaatsen;
    else fouten.push({ veld: 'plaatsen', fout: t`Kies om welke plaats het gaat.` });
  }
  if (reden === 'plaats_onbruikbaar') {
    if (uitval) body['uitval'] = uitval;
    else fouten.push({ veld: 'uitval', fout: t`Kies wat er met de plaats is.` });
    if (tot.datum || tot.tijd) moment(tot, 'verwachtTotOp');
  }
  if (reden === 'al_bezet') moment(sinds, 'sindsOp');
  if (reden === 'niet_geschikt_te_maken') {
    if (ontbreekt.length) body['ontbreekt'] = ontbreekt;
    else fouten.push({ veld: 'ontbreekt', fout: t`Kies wat er ontbreekt.` });
  }
  return fouten.length ? { fouten } : { body };
}
