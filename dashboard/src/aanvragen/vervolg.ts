import type { Stand } from '../live/toestand';
import { teBellen } from '../meldingen/volgorde';
import { t } from '../taal.svelte';
import { aftellen, duur, moment } from '../tijd';
import type { LiveAanvraag, Plaatsing } from '../wire/contract';

/** What an open aanvraag waits for. `bellen` is the plaatsing whose house nobody has seen it; `dienst`: the service wrote it. */
export interface Vervolg {
  tekst: string;
  dringend: boolean;
  dienst?: true;
  bellen?: string;
}

type Kennis = Pick<Stand, 'plaatsingen' | 'meldingen' | 'aanvragen'>;

/** The plaatsing of this aanvraag whose house has not looked in time, and has not said yes since. */
export function bellenVoor({ plaatsing }: Pick<LiveAanvraag, 'plaatsing'>, stand: Kennis): string | null {
  if (plaatsing === null || stand.plaatsingen.get(plaatsing)?.geaccepteerdOp) return null;
  return [...stand.meldingen.values()].some((melding) => teBellen(melding, stand as Stand) === plaatsing) ? plaatsing : null;
}

/** In one sentence what happens next, or what somebody has to do; null when there is nothing to say. */
export function vervolgVan(aanvraag: LiveAanvraag, stand: Kennis, nu: number): Vervolg | null {
  const plaatsing = aanvraag.plaatsing === null ? undefined : stand.plaatsingen.get(aanvraag.plaatsing);
  if (aanvraag.status === 'zonder_plaats') return zonderPlaats(aanvraag, plaatsing, nu);
  if (aanvraag.status === 'niet_verschenen') return { tekst: t`Niet verschenen: ga na of het veilig is.`, dringend: true };
  if (!plaatsing) return null;
  const bellen = bellenVoor(aanvraag, stand);
  if (bellen) return { tekst: t`Nog niet gezien: bel.`, dringend: true, bellen };
  if (aanvraag.status === 'gereserveerd' && plaatsing.verlooptOp) {
    const rest = Date.parse(plaatsing.verlooptOp) - nu;
    return { tekst: t`Bevestig vóór ${moment(plaatsing.verlooptOp, nu)} (nog ${duur(Math.max(0, rest))}).`, dringend: rest < 30 * 60_000 };
  }
  if (aanvraag.status === 'bevestigd' && plaatsing.verwachteAankomstOp) return onderweg(plaatsing.verwachteAankomstOp, nu);
  return null;
}

function zonderPlaats({ knelpunt }: LiveAanvraag, plaatsing: Plaatsing | undefined, nu: number): Vervolg {
  if (plaatsing?.status === 'teruggemeld') {
    return { tekst: t`Het huis kan dit huishouden niet ontvangen. Kies een andere plaats.`, dringend: true };
  }
  if (!knelpunt) return { tekst: t`Er is nog geen plaats. We zoeken opnieuw zodra er iets vrijkomt.`, dringend: true };
  const rest = knelpunt.verlooptOp ? Date.parse(knelpunt.verlooptOp) - nu : 0;
  return { tekst: rest > 0 ? `${knelpunt.tekst} (${aftellen(rest)})` : knelpunt.tekst, dringend: rest <= 0, dienst: true };
}

function onderweg(verwacht: string, nu: number): Vervolg {
  const wanneer = moment(verwacht, nu);
  return Date.parse(verwacht) < nu
    ? { tekst: t`Had er moeten zijn: ${wanneer}. Ga na waar het huishouden is.`, dringend: true }
    : { tekst: t`Komt aan: ${wanneer}.`, dringend: false };
}

/** What houses said before about this aanvraag, the last one first. */
export function teruggemeldBij(aanvraag: string, stand: Kennis): Plaatsing[] {
  return [...stand.plaatsingen.values()]
    .filter((plaatsing) => plaatsing.aanvraag === aanvraag && plaatsing.status === 'teruggemeld')
    .toSorted((a, b) => b.gereserveerdOp.localeCompare(a.gereserveerdOp));
}

/** Open aanvragen as their list shows them: first those in which a person has to do something, each in the order given. */
export function eerstDringend(open: readonly LiveAanvraag[], stand: Kennis, nu: number): LiveAanvraag[] {
  const wacht = (aanvraag: LiveAanvraag): number => (vervolgVan(aanvraag, stand, nu)?.dringend ? 0 : 1);
  return open.toSorted((a, b) => wacht(a) - wacht(b));
}
