import { clearApparaat, mustLogout, noteLogout } from './apparaat';
import { stopLive } from './live/live.svelte';
import { clearPostvak, stopPostvak } from './verzending/postvak.svelte';
import { api, GeenAntwoord, Weigering } from './wire/api';
import type { Rol, Sessie } from './wire/contract';

/** What hangs counts as no answer, and is asked again; in milliseconds. */
const GEDULD_MS = 10_000;
let huidige = $state.raw<Sessie | null>(null);
let bekend = $state.raw(false);
let demo = $state.raw(true);

/** Who is logged in. `bekend` is false until the service has answered. */
export const sessie = {
  get huidige(): Sessie | null {
    return huidige;
  },
  get bekend(): boolean {
    return bekend;
  },
  /** Whether there are demo accounts to choose from. */
  get demo(): boolean {
    return demo;
  },
};

/** Ask who this browser is logged in as. Somebody who is not logged in is an answer, not a fault. */
export async function loadSessie(): Promise<void> {
  bekend = false;
  try {
    if (mustLogout()) await endSessie();
    ({ sessie: huidige, demo } = await api.get<{ sessie: Sessie | null; demo: boolean }>('/aanmelding', GEDULD_MS));
    bekend = true;
  } catch (fout) {
    bekend = !(fout instanceof GeenAntwoord);
    if (!(fout instanceof Weigering) || fout.status !== 401) throw fout;
    huidige = null;
  }
}

export async function login(account: string): Promise<Sessie> {
  stopLive();
  huidige = await api.post<Sessie>('/demo-sessies', { account }, crypto.randomUUID());
  return huidige;
}

/** Nothing of this session stays on the screen or on the device, whether or not the service can be told at once. */
export async function logout(): Promise<void> {
  clearPostvak();
  try {
    await endSessie();
  } finally {
    forgetSessie();
    await clearApparaat();
  }
}

/** Tell the service. Without an answer it is told first thing when this device has a network again. */
async function endSessie(): Promise<void> {
  noteLogout(true);
  try {
    await api.delete('/sessies/huidige');
  } catch (fout) {
    if (!(fout instanceof Weigering) || fout.status !== 401) throw fout;
  }
  noteLogout(false);
}

/** The session ended at the service. Nothing of it stays on this screen. */
export function forgetSessie(): void {
  stopLive();
  stopPostvak();
  huidige = null;
}

const MET_SCHERM: ReadonlySet<Rol> = new Set(['coordinator', 'opvang', 'gemeente', 'landelijk', 'auditor', 'systeembeheerder']);
const LIVE: ReadonlySet<Rol> = new Set(['coordinator', 'opvang', 'gemeente', 'landelijk']);

/** Whether there is something to see for a role. The others work by the API for now. */
export function heeftScherm(rol: Rol): boolean {
  return MET_SCHERM.has(rol);
}

/** Whether a role follows the country live and is told things. */
export function volgtLive(rol: Rol): boolean {
  return LIVE.has(rol);
}

const THUIS: Partial<Record<Rol, string>> = {
  coordinator: '/aanvragen',
  opvang: '/plaatsen',
  auditor: '/dossier',
  systeembeheerder: '/regels',
};

/** The page where the work of a role starts. */
export function thuis(rol: Rol): string {
  return THUIS[rol] ?? '/landelijk';
}
