import { t } from '../taal.svelte';
import type { Fout } from '../wire/contract';

/** One number of a rule: a proposal until it was approved. */
export interface Regelrij {
  id: string;
  naam: string;
  waarde: number;
  geldigVanafDatum: string;
  geldigTotDatum: string | null;
  bron: string;
  reden: string;
  voorgesteldDoor: string | null;
  voorgesteldOp: string;
  goedgekeurdOp: string | null;
}

export interface Regel {
  naam: string;
  uitleg: string;
  eenheid: string;
  /** Of a rule that is a choice the word for each number, from `laagst` on. */
  keuzes: string[] | null;
  waarde: number;
  geldigVanafDatum: string;
  laagst: number;
  hoogst: number;
  historie: Regelrij[];
  voorgesteld: Regelrij[];
}

/** A number of a rule as people read it. */
export function lees({ keuzes, eenheid, laagst }: Regel, waarde: number): string {
  return keuzes?.[waarde - laagst] ?? `${waarde} ${eenheid}`;
}

export interface Voorstel {
  waarde: number | null;
  geldigVanafDatum: string;
  bron: string;
  reden: string;
}

/** The body of POST /v1/regels, or what is not filled in; whether it can hold, the service decides. */
export function readVoorstel(naam: string, voorstel: Voorstel): { body: Record<string, unknown> } | { fouten: Fout[] } {
  const fouten: Fout[] = [];
  const eis = (goed: boolean, veld: string, fout: string): void => {
    if (!goed) fouten.push({ veld, fout });
  };
  eis(voorstel.waarde !== null, 'waarde', t`Vul de nieuwe waarde in.`);
  eis(voorstel.geldigVanafDatum !== '', 'geldigVanafDatum', t`Vul de eerste dag in.`);
  eis(voorstel.bron.trim() !== '', 'bron', t`Vul in waar dit staat.`);
  eis(voorstel.reden.trim() !== '', 'reden', t`Vul in waarom dit verandert.`);
  return fouten.length ? { fouten } : { body: { naam, ...voorstel, bron: voorstel.bron.trim(), reden: voorstel.reden.trim() } };
}

/** Rules whose name, unit or explanation holds what somebody typed; those with something to approve come first. */
export function findRegels(regels: readonly Regel[], tekst: string): Regel[] {
  const gezocht = tekst.trim().toLowerCase();
  return regels
    .filter(({ naam, uitleg, eenheid }) => `${naam} ${naam.replaceAll('_', ' ')} ${uitleg} ${eenheid}`.toLowerCase().includes(gezocht))
    .toSorted((a, b) => Number(b.voorgesteld.length > 0) - Number(a.voorgesteld.length > 0));
}
