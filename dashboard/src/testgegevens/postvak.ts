import { clearPostvak, startPostvak } from '../verzending/postvak.svelte';
import { HOUDBAAR, type Verzending } from '../verzending/verzending';

export const ACCOUNT = 'account-1';

/** Log in, as far as sending is concerned. */
export function beginPostvak(): void {
  clearPostvak();
  startPostvak(ACCOUNT, () => undefined);
}

export function maakVerzending(delen: Partial<Verzending> = {}): Verzending {
  return {
    id: 'v1',
    account: ACCOUNT,
    nummer: 1,
    methode: 'POST',
    pad: '/plaatsen/plaats-1/bevestiging',
    body: { status: 'vrij', waargenomenOp: '2026-11-21T20:00:00Z' },
    revisie: 1,
    onderwerp: 'plaats',
    over: 'plaats-1',
    wat: 'Plaats 7QK2: nog steeds vrij',
    houdbaarMs: HOUDBAAR.feit,
    getiktOp: Date.parse('2026-11-21T20:00:00Z'),
    geprobeerd: false,
    afwijzing: null,
    verlopen: false,
    ...delen,
  };
}
