import type { AanvraagStatus } from '../wire/contract';

type Deel = { status: AanvraagStatus; deadlineOp: string };

const OPEN: ReadonlySet<AanvraagStatus> = new Set(['zonder_plaats', 'gereserveerd', 'bevestigd', 'niet_verschenen']);

/** Somebody still has to arrive: the clock of 24 hours runs. */
export function isOpen({ status }: Deel): boolean {
  return OPEN.has(status);
}

/** Most urgent first: open ones by deadline, then the rest with the newest first. */
export function opVolgorde<T extends Deel>(aanvragen: readonly T[]): T[] {
  return aanvragen.toSorted((a, b) => {
    if (isOpen(a) !== isOpen(b)) return isOpen(a) ? -1 : 1;
    return (isOpen(a) ? 1 : -1) * (Date.parse(a.deadlineOp) - Date.parse(b.deadlineOp));
  });
}
