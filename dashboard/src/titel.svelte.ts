import { storage } from './verzending/bewaring';

/** What the tab, the list of open apps and the icon say when they must not say what this is. */
export const NEUTRALE_NAAM = 'Rooster';
const SLEUTEL = 'titel';
const NEUTRAAL = 'neutraal';

let gekozen = $state.raw(storage('localStorage')?.getItem(SLEUTEL) === NEUTRAAL);

/** Whether the title says nothing: always in the installed app, elsewhere when somebody chose it on this device. */
export function neutraal(): boolean {
  return gekozen || isInstalled();
}

export function isInstalled(): boolean {
  return globalThis.matchMedia?.('(display-mode: standalone)').matches ?? false;
}

export function chooseTitel(nieuw: boolean): void {
  gekozen = nieuw;
  if (nieuw) storage('localStorage')?.setItem(SLEUTEL, NEUTRAAL);
  else storage('localStorage')?.removeItem(SLEUTEL);
}
