import { collator } from '../referentie.svelte';
import { t, woordenlijst } from '../taal.svelte';
import { dagnaam, datumVan, kloktijd, moment } from '../tijd';
import type { Bezetting, GezieneTelling, Telling, Totaal } from '../wire/contract';

export type Kolom = 'naam' | 'inzetbaar' | 'vrij' | 'onbevestigd' | 'gereserveerd' | 'bezet' | 'buitenGebruik';
export type Richting = 'op' | 'af';
export type Keuze = 'alle' | 'vrij' | 'aandacht';

/** The sum of counts. `gereserveerd` stays absent when it is absent everywhere: then the reader may not know it. */
export function telOp(tellingen: readonly GezieneTelling[]): Telling {
  const som: Telling = { inzetbaar: 0, vrij: 0, onbevestigd: 0, bezet: 0, buitenGebruik: 0 };
  for (const telling of tellingen) {
    som.inzetbaar += telling.inzetbaar ?? 0;
    som.vrij += telling.vrij ?? 0;
    som.onbevestigd += telling.onbevestigd ?? 0;
    som.bezet += telling.bezet ?? 0;
    som.buitenGebruik += telling.buitenGebruik ?? 0;
    if (telling.gereserveerd !== undefined) som.gereserveerd = (som.gereserveerd ?? 0) + telling.gereserveerd;
  }
  return som;
}

/** Whether all counts of these are shown. */
export function isGeteld(telling: GezieneTelling): telling is Telling {
  return telling.inzetbaar !== null && telling.vrij !== null && telling.bezet !== null && telling.buitenGebruik !== null;
}

const DERDEN: Record<string, string> = woordenlijst({
  0: 'geen plaatsen',
  1: 'hoogstens een derde vrij',
  2: 'een tot twee derde vrij',
  3: 'meer dan twee derde vrij',
});

/** Last week's average in words; nothing when it is not told. */
export function gemiddeld({ gemiddeldVrijDerden: derden }: Pick<GezieneTelling, 'gemiddeldVrijDerden'>): string {
  return derden === null || derden === undefined ? '' : (DERDEN[String(derden)] ?? '');
}

/** "14:15" of today, else with its day. */
function wanneer(instant: string, nu: number): string {
  return datumVan(Date.parse(instant)) === datumVan(nu) ? kloktijd(instant) : moment(instant, nu);
}

/** How a gemeente sees the others, in short sentences; nothing when it sees them as they are. */
export function zichtOpAnderen(totaal: Totaal, nu: number): { titel: string; tekst: string } | null {
  const { openheid, getiktOp, volgendeTikOp, gemiddeldOver } = totaal;
  if (openheid === 'volledig' || getiktOp === null || volgendeTikOp === null) return null;
  const eigen = t`Uw eigen cijfers en de totalen zijn van nu.`;
  if (openheid === 'getikt') {
    const volgende = Date.parse(volgendeTikOp) > nu ? t`volgende om ${wanneer(volgendeTikOp, nu)}` : t`de volgende is te laat`;
    return {
      titel: t`Andere gemeenten: stand van ${wanneer(getiktOp, nu)}, ${volgende}.`,
      tekst: t`${eigen} De andere ziet u om de zoveel tijd, zodat niemand kan zien waar iemand net heen ging (regel openheid).`,
    };
  }
  const week = gemiddeldOver ? t` Het gemiddelde gaat over de week van ${dagnaam(gemiddeldOver.vanDatum, nu)}.` : '';
  return {
    titel: t`Andere gemeenten: alleen wat inzetbaar is, en hoeveel er vorige week gemiddeld vrij was.`,
    tekst: t`${eigen} Wat inzetbaar is, is van ${wanneer(getiktOp, nu)}.${week} Zo kan niemand zien waar iemand heen ging (regel openheid).`,
  };
}

/** Rows in order of one column; equal figures by name, as Dutch sorts names. */
export function sorteer(rijen: readonly Bezetting[], kolom: Kolom, richting: Richting): Bezetting[] {
  const teken = richting === 'op' ? 1 : -1;
  return rijen.toSorted((a, b) => {
    if (kolom === 'naam') return teken * collator.compare(a.naam, b.naam);
    return teken * ((a[kolom] ?? -1) - (b[kolom] ?? -1)) || collator.compare(a.naam, b.naam);
  });
}

/** Rows whose name holds what somebody typed, accents and capitals aside, and that belong to the choice. */
export function zoek(rijen: readonly Bezetting[], tekst: string, keuze: Keuze): Bezetting[] {
  const gezocht = kaal(tekst);
  return rijen.filter((rij) => kaal(rij.naam).includes(gezocht) && inKeuze(rij, keuze));
}

function inKeuze(rij: Bezetting, keuze: Keuze): boolean {
  if (keuze === 'vrij') return (rij.vrij ?? 0) > 0;
  return keuze === 'alle' || rij.geenVrij === true || rij.onderMinimum === true;
}

/** Lower case without accents, apostrophes, hyphens or spaces: "'s-Hertogenbosch" is found by "shert". */
export function kaal(tekst: string): string {
  return tekst
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’\-\s]/g, '')
    .toLowerCase();
}
