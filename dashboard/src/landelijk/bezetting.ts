import { collator } from '../referentie.svelte';
import type { Bezetting, Telling } from '../wire/contract';

export type Kolom = 'naam' | 'inzetbaar' | 'vrij' | 'onbevestigd' | 'gereserveerd' | 'bezet' | 'buitenGebruik';
export type Richting = 'op' | 'af';
export type Keuze = 'alle' | 'vrij' | 'aandacht';

/** The sum of counts. `gereserveerd` stays absent when it is absent everywhere: then the reader may not know it. */
export function telOp(tellingen: readonly Telling[]): Telling {
  const som: Telling = { inzetbaar: 0, vrij: 0, onbevestigd: 0, bezet: 0, buitenGebruik: 0 };
  for (const telling of tellingen) {
    som.inzetbaar += telling.inzetbaar;
    som.vrij += telling.vrij;
    som.onbevestigd += telling.onbevestigd;
    som.bezet += telling.bezet;
    som.buitenGebruik += telling.buitenGebruik;
    if (telling.gereserveerd !== undefined) som.gereserveerd = (som.gereserveerd ?? 0) + telling.gereserveerd;
  }
  return som;
}

/** Rows in order of one column; equal figures by name, as Dutch sorts names. */
export function sorteer(rijen: readonly Bezetting[], kolom: Kolom, richting: Richting): Bezetting[] {
  const teken = richting === 'op' ? 1 : -1;
  return rijen.toSorted((a, b) => {
    if (kolom === 'naam') return teken * collator.compare(a.naam, b.naam);
    return teken * ((a[kolom] ?? 0) - (b[kolom] ?? 0)) || collator.compare(a.naam, b.naam);
  });
}

/** Rows whose name holds what somebody typed, accents and capitals aside, and that belong to the choice. */
export function zoek(rijen: readonly Bezetting[], tekst: string, keuze: Keuze): Bezetting[] {
  const gezocht = kaal(tekst);
  return rijen.filter((rij) => kaal(rij.naam).includes(gezocht) && inKeuze(rij, keuze));
}

function inKeuze(rij: Bezetting, keuze: Keuze): boolean {
  if (keuze === 'vrij') return rij.vrij > 0;
  return keuze === 'alle' || rij.geenVrij || rij.onderMinimum;
}

/** Lower case without accents, apostrophes, hyphens or spaces: "'s-Hertogenbosch" is found by "shert". */
export function kaal(tekst: string): string {
  return tekst
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’\-\s]/g, '')
    .toLowerCase();
}
