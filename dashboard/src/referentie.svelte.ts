import { api } from './wire/api';
import type { Centrumgemeente, Gemeente } from './wire/contract';

/** Reference data: the 35 and the 342, asked once per visit. */
let centrumgemeenten = $state.raw<readonly Centrumgemeente[]>([]);
let gemeenten = $state.raw<readonly Gemeente[]>([]);
const namen = $derived(new Map([...gemeenten, ...centrumgemeenten].map(({ code, naam }) => [code, naam])));

export const referentie = {
  get centrumgemeenten(): readonly Centrumgemeente[] {
    return centrumgemeenten;
  },
  get gemeenten(): readonly Gemeente[] {
    return gemeenten;
  },
};

/** The name of a gemeente by its CBS code, or the code while names are not here yet. */
export function naamVan(code: string): string {
  return namen.get(code) ?? code;
}

export async function loadCentrumgemeenten(): Promise<void> {
  if (centrumgemeenten.length) return;
  centrumgemeenten = (await api.get<{ centrumgemeenten: Centrumgemeente[] }>('/centrumgemeenten')).centrumgemeenten;
}

export async function loadGemeenten(): Promise<void> {
  if (gemeenten.length) return;
  gemeenten = (await api.get<{ gemeenten: Gemeente[] }>('/gemeenten')).gemeenten;
}

export const collator = new Intl.Collator('nl', { numeric: true, sensitivity: 'base' });
