import type { Openheid } from '../wire/contract';

export interface Opvangpunt {
  inzetbaar: number | null;
  vrij: number | null;
  gereserveerd?: number;
  bezet: number | null;
}

/** An hour, or a day in Amsterdam: averages; null is what this role is not shown. */
export interface Historiepunt {
  vanOp: string;
  totOp: string;
  gemetenMinuten: number;
  openheid: Openheid;
  inzetbaar: number | null;
  vrij: number | null;
  vrijLaagst: number | null;
  vrijHoogst: number | null;
  onbevestigd: number | null;
  /** Absent for a gemeente, which sees it as a part of `bezet`. */
  gereserveerd?: number | null;
  bezet: number | null;
  buitenGebruik: number | null;
  geenVrijMinuten: number | null;
  onderMinimumMinuten: number | null;
  gemiddeldVrijDerden: number | null;
  opvangplaatsen: Opvangpunt;
}

export interface Historie {
  centrumgemeente: { code: string; naam: string } | null;
  vanOp: string;
  totOp: string;
  stap: 'uur' | 'dag';
  begonnenOp: string | null;
  punten: Historiepunt[];
}

export interface Venster {
  totOp: string;
  vertrek: number;
  terug: number;
  uit: number;
  vrij: number;
}

/** One window, until all that was promised has ended; noon by noon for landelijk, of the country. */
export interface Vooruitblik {
  vrij: number;
  vensters: Venster[];
}

export interface Verwachting {
  tijdstipOp: string;
  land: Vooruitblik;
  centrumgemeenten: (Vooruitblik & { code: string; naam: string })[];
}
