import { HOUDBAAR } from '../verzending/verzending';
import type { Handeling } from '../wire/handeling.svelte';

/**
 * The calls on a plaatsing: what the device says while one waits, and how long it may wait. What has happened stays true;
 * a promise, a refusal or an alarm is about now.
 */
export const DELEN = {
  acceptatie: { wat: 'ja, wij ontvangen hen', houdbaarMs: HOUDBAAR.nu },
  terugmelding: { wat: 'terugmelding', houdbaarMs: HOUDBAAR.nu },
  'niet-verschenen': { wat: 'niet verschenen', houdbaarMs: HOUDBAAR.nu },
  aankomst: { wat: 'aankomst', houdbaarMs: HOUDBAAR.feit },
  verlenging: { wat: 'verlenging', houdbaarMs: HOUDBAAR.nu },
  vrijgave: { wat: 'een plaats vrijgeven', houdbaarMs: HOUDBAAR.feit },
  doorplaatsing: { wat: 'vertrek', houdbaarMs: HOUDBAAR.feit },
  einde: { wat: 'vertrek', houdbaarMs: HOUDBAAR.feit },
} as const;

export type Deel = keyof typeof DELEN;

/** Do one call on the plaatsing of this card: the last part of its path, its body, and who shows what went wrong. */
export type Send = (deel: Deel, body: Record<string, unknown>, met: Handeling) => Promise<void>;
