import type { Handeling } from '../wire/handeling.svelte';

/** Do one call on the plaatsing of this card: the last part of its path, its body, and who shows what went wrong. */
export type Send = (deel: string, body: unknown, met: Handeling) => Promise<boolean>;
