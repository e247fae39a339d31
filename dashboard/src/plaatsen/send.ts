import { woordenlijst } from '../taal.svelte';
import { HOUDBAAR } from '../verzending/verzending';
import type { Handeling } from '../wire/handeling.svelte';

/**
 * The calls on a plaatsing, and how long one may wait to be sent. What has happened stays true; a promise, a refusal or an
 * alarm is about now.
 */
export const HOUDBAARHEID = {
  acceptatie: HOUDBAAR.nu,
  terugmelding: HOUDBAAR.nu,
  'niet-verschenen': HOUDBAAR.nu,
  verlenging: HOUDBAAR.nu,
  aankomst: HOUDBAAR.feit,
  vrijgave: HOUDBAAR.feit,
  doorplaatsing: HOUDBAAR.feit,
  einde: HOUDBAAR.feit,
} as const;

export type Deel = keyof typeof HOUDBAARHEID;

/** What the device says while one waits. */
export const WAT: Record<Deel, string> = woordenlijst({
  acceptatie: 'ja, wij ontvangen hen',
  terugmelding: 'terugmelding',
  'niet-verschenen': 'niet verschenen',
  verlenging: 'verlenging',
  aankomst: 'aankomst',
  vrijgave: 'een plaats vrijgeven',
  doorplaatsing: 'vertrek',
  einde: 'vertrek',
});

/** Do one call on the plaatsing of this card: the last part of its path, its body, and who shows what went wrong. */
export type Send = (deel: Deel, body: Record<string, unknown>, met: Handeling) => Promise<void>;
