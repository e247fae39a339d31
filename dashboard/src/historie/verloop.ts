/** From points of the past to what a picture and a table show. Pure: instants in, figures and words out. */

import { perTaal, t } from '../taal.svelte';
import { datumVan, instantVan, kloktijd, schuif, tijdVan } from '../tijd';
import type { Historie, Historiepunt } from './vormen';

const UUR = 3_600_000;
const DAG = 24 * UUR;
const STREEPJES = 4;

const getal = perTaal((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
const dagkort = perTaal((locale) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' }));
const datumkort = perTaal((locale) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short' }));

/** A stretch of time with what was free in it. */
export interface Stuk {
  van: number;
  tot: number;
  vrij: number | null;
  laagst: number | null;
  hoogst: number | null;
  inzetbaar: number | null;
}

export interface Merk {
  op: number;
  naam: string;
}

/** "12,5"; a dash for what is not shown. */
export function toon(waarde: number | null | undefined): string {
  return waarde === null || waarde === undefined ? '-' : getal().format(waarde);
}

/** The points as stretches; the one that is still running ends now. */
export function maakStukken(punten: readonly Historiepunt[], nu: number): Stuk[] {
  return punten.map((punt) => ({
    van: Date.parse(punt.vanOp),
    tot: Math.max(Date.parse(punt.vanOp), Math.min(Date.parse(punt.totOp), nu)),
    vrij: punt.vrij,
    laagst: punt.vrijLaagst,
    hoogst: punt.vrijHoogst,
    inzetbaar: punt.inzetbaar,
  }));
}

/** Round figures from nothing up to at least this much: at most six, whole ones. */
export function maakSchaal(hoogste: number): number[] {
  const ruw = Math.max(1, hoogste) / STREEPJES;
  const macht = 10 ** Math.floor(Math.log10(ruw));
  const stap = Math.max(1, [1, 2, 5, 10].map((keer) => keer * macht).find((keuze) => keuze >= ruw) ?? ruw);
  const aantal = Math.ceil(Math.max(1, hoogste) / stap);
  return Array.from({ length: aantal + 1 }, (_, i) => i * stap);
}

/** The instants at which Amsterdam's clock says so, of each day that the period touches; a time that is skipped has none. */
function instanten(van: number, tot: number, tijden: readonly string[]): number[] {
  const gevonden: number[] = [];
  for (let datum = datumVan(van); datum <= datumVan(tot); datum = schuif(datum, 1)) {
    for (const tijd of tijden) {
      const klok = instantVan(datum, tijd);
      if (klok.soort === 'een') gevonden.push(Date.parse(klok.instant));
      if (klok.soort === 'twee') gevonden.push(Date.parse(klok.zomertijd));
    }
  }
  return gevonden.filter((op) => op >= van && op <= tot);
}

const DRIE_UUR = ['00:00', '03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00'];

/** Where the time axis has a mark, at most so many: hours of one day, else midnights. */
export function maakMerken(van: number, tot: number, hoogstens: number): Merk[] {
  const kort = tot - van <= 1.5 * DAG;
  const merken = instanten(van, tot, kort ? DRIE_UUR : ['00:00']).map((op) => ({ op, naam: kort && tijdVan(op) !== '00:00' ? kloktijd(op) : dagVan(op, tot - van) }));
  const stap = Math.max(1, Math.ceil(merken.length / hoogstens));
  return merken.filter((_, i) => i % stap === 0);
}

function dagVan(op: number, lang: number): string {
  return (lang > 10 * DAG ? datumkort : dagkort)().format(new Date(`${datumVan(op)}T12:00:00Z`));
}

/** A stepped line through the stretches in which something is known, with a gap where nothing is. */
export function maakLijn(stukken: readonly Stuk[], x: (op: number) => number, y: (waarde: number) => number, waarde: (stuk: Stuk) => number | null): string {
  let lijn = '';
  let einde: number | null = null;
  for (const stuk of stukken) {
    const hoog = waarde(stuk);
    if (hoog === null || stuk.tot <= stuk.van) {
      einde = null;
      continue;
    }
    lijn += einde === stuk.van ? `V${rond(y(hoog))}` : `M${rond(x(stuk.van))} ${rond(y(hoog))}`;
    lijn += `H${rond(x(stuk.tot))}`;
    einde = stuk.tot;
  }
  return lijn;
}

function rond(waarde: number): number {
  return Math.round(waarde * 10) / 10;
}

/** What all of it comes to: the average by how long each was measured, the least and the most; null when nothing is known. */
export function vatSamen(punten: readonly Historiepunt[]): { gemiddeld: number; laagst: number; hoogst: number } | null {
  let som = 0;
  let minuten = 0;
  let [laagst, hoogst] = [Infinity, -Infinity];
  for (const punt of punten) {
    if (punt.vrij === null || punt.vrijLaagst === null || punt.vrijHoogst === null) continue;
    som += punt.vrij * punt.gemetenMinuten;
    minuten += punt.gemetenMinuten;
    laagst = Math.min(laagst, punt.vrijLaagst);
    hoogst = Math.max(hoogst, punt.vrijHoogst);
  }
  return minuten ? { gemiddeld: som / minuten, laagst, hoogst } : null;
}

/** "di 1 dec 02:00", "di 1 dec"; the hour that comes twice in autumn says which of the two it is. */
export function naamVanPunt({ vanOp }: Pick<Historiepunt, 'vanOp'>, stap: Historie['stap']): string {
  const op = Date.parse(vanOp);
  const dag = dagkort().format(new Date(`${datumVan(op)}T12:00:00Z`));
  if (stap === 'dag') return dag;
  const klok = instantVan(datumVan(op), tijdVan(op));
  if (klok.soort !== 'twee') return `${dag} ${kloktijd(op)}`;
  return Date.parse(klok.zomertijd) === op ? t`${dag} ${kloktijd(op)} (zomertijd)` : t`${dag} ${kloktijd(op)} (wintertijd)`;
}

/** "23 uur": of a day on which the clock was moved; nothing for any other point. */
export function bijzondereDag({ vanOp, totOp }: Pick<Historiepunt, 'vanOp' | 'totOp'>, stap: Historie['stap']): string {
  const uren = Math.round((Date.parse(totOp) - Date.parse(vanOp)) / UUR);
  return stap === 'dag' && uren !== 24 ? t`Deze dag had ${uren} uur.` : '';
}

export type Periode = 'dag' | 'week' | 'kwartaal';
export const UREN: Record<Periode, number> = { dag: 24, week: 7 * 24, kwartaal: 90 * 24 };

/** The query for the last so many hours, until now; and of where. */
export function maakVraag(periode: Periode, nu: number, code: string | null): string {
  const van = new Date(nu - UREN[periode] * UUR).toISOString();
  const vraag = new URLSearchParams({ van, ...(code === null ? {} : { centrumgemeente: code }) });
  return `?${vraag}`;
}
