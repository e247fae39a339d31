import { clearApparaat, mustLogout, noteLogout } from './apparaat';
import { ingelogdAdres } from './inloggen/adres';
import { serverNu } from './klok.svelte';
import { stopLive } from './live/live.svelte';
import { clearPostvak, stopPostvak } from './verzending/postvak.svelte';
import { api, GeenAntwoord, Weigering } from './wire/api';
import type { Rol, Sessie } from './wire/contract';

/** What hangs counts as no answer, and is asked again; in milliseconds. */
const GEDULD_MS = 10_000;
let huidige = $state.raw<Sessie | null>(null);
let bekend = $state.raw(false);
let demo = $state.raw(true);
let voorbij = $state.raw(false);
/** So close to its end that a session which the service ends has simply lasted long enough, in milliseconds. */
const SPELING_MS = 5_000;

/** Who is logged in. `bekend` is false until the service has answered. */
export const sessie = {
  get huidige(): Sessie | null {
    return huidige;
  },
  get bekend(): boolean {
    return bekend;
  },
  /** The session is over and can be entered again with its provider; the page stays as it is, out of sight. */
  get voorbij(): boolean {
    return voorbij;
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
    ({ sessie: huidige, demo } = await readAanmelding());
    voorbij = false;
    bekend = true;
  } catch (fout) {
    bekend = !(fout instanceof GeenAntwoord);
    if (!(fout instanceof Weigering) || fout.status !== 401) throw fout;
    huidige = null;
  }
}

interface Aanmelding {
  sessie: Sessie | null;
  demo: boolean;
}

function readAanmelding(): Promise<Aanmelding> {
  return api.get<Aanmelding>('/aanmelding', GEDULD_MS);
}

/** The service no longer knows who this is. What was typed stays for who can log in again with their provider. */
export function expireSessie(): void {
  if (!huidige?.aanbieder) return forgetSessie();
  stopLive();
  voorbij = true;
}

/** Whether the session has lasted as long as it may. */
export function isOpgebruikt(): boolean {
  return huidige !== null && serverNu() >= Date.parse(huidige.uiterlijkOp) - SPELING_MS;
}

/** Somebody logged in again in another window. The same account goes on; of anybody else nothing stays here. */
export async function reenterSessie(): Promise<void> {
  const vorige = huidige?.account.id;
  const { sessie: nieuwe } = await readAanmelding();
  if (nieuwe?.account.id !== vorige) {
    await logoutHere();
    return;
  }
  [huidige, voorbij] = [nieuwe, false];
}

async function logoutHere(): Promise<void> {
  clearPostvak();
  forgetSessie();
  await clearApparaat();
}

export async function login(account: string): Promise<Sessie> {
  stopLive();
  huidige = await api.post<Sessie>('/demo-sessies', { account }, crypto.randomUUID());
  return huidige;
}

/** Where somebody logs out at their provider too, once they have here; null when there is none. */
export function uitlogAdres(): string | null {
  return huidige?.aanbieder ? ingelogdAdres.afmelden(huidige.aanbieder) : null;
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
  [huidige, voorbij] = [null, false];
}

const LIVE: ReadonlySet<Rol> = new Set(['coordinator', 'opvang', 'gemeente', 'landelijk']);

/** Whether a role follows the country live and is told things. */
export function volgtLive(rol: Rol): boolean {
  return LIVE.has(rol);
}

const THUIS: Partial<Record<Rol, string>> = {
  coordinator: '/aanvragen',
  opvang: '/plaatsen',
  auditor: '/dossier',
  fg: '/inzagelog',
  systeembeheerder: '/regels',
};

/** The page where the work of a role starts. */
export function thuis(rol: Rol): string {
  return THUIS[rol] ?? '/landelijk';
}
