import { t } from '../taal.svelte';
import { HOUDBAAR, type Opdracht } from '../verzending/verzending';
import type { LivePlaats } from '../wire/contract';
import { PLAATSSTATUS, REDEN_BUITEN_GEBRUIK } from '../woorden';

/** What a house can say of a place, as it is sent. `op` is the moment of the tap, RFC 3339: what was seen, was seen then. */

/** One tap: still as the screen says. */
export function nogSteeds(plaats: LivePlaats, op: string): Opdracht {
  const body = { status: plaats.status, waargenomenOp: op };
  return { ...over(plaats, t`nog steeds ${PLAATSSTATUS[plaats.status].toLowerCase()}`), methode: 'POST', pad: `/plaatsen/${plaats.id}/bevestiging`, body };
}

export type SnelleStatus = { status: 'vrij' } | { status: 'bezet' } | { status: 'buiten_gebruik'; reden: string };

/** Two taps: as it is from now on. */
export function vanafNu(plaats: LivePlaats, snel: SnelleStatus, op: string): Opdracht {
  const extra = { vrij: {}, bezet: { sindsOp: op }, buiten_gebruik: { feit: true } }[snel.status];
  return nieuweStatus(plaats, { ...snel, ...extra }, op);
}

/** A status with whatever belongs to it. A fact stays true; a plan may be refused and asks for an answer soon. */
export function nieuweStatus(plaats: LivePlaats, body: Record<string, unknown>, op: string): Opdracht {
  const { status, reden, feit } = body as { status: LivePlaats['status']; reden?: string; feit?: boolean };
  const plan = feit === false;
  const waarom = reden === undefined ? '' : ` (${(REDEN_BUITEN_GEBRUIK[reden] ?? reden).toLowerCase()})`;
  const woord = `${PLAATSSTATUS[status].toLowerCase()}${waarom}`;
  return {
    ...over(plaats, plan ? t`plan: ${woord}` : woord),
    methode: 'PUT',
    pad: `/plaatsen/${plaats.id}/status`,
    body: { ...body, waargenomenOp: op },
    houdbaarMs: plan ? HOUDBAAR.nu : HOUDBAAR.feit,
  };
}

function over({ id, referentie, revisie }: LivePlaats, wat: string): Omit<Opdracht, 'methode' | 'pad' | 'body'> {
  return { onderwerp: 'plaats', over: id, revisie, wat: t`Plaats ${referentie}: ${wat}`, houdbaarMs: HOUDBAAR.feit };
}
