import { reenterSessie } from '../sessie.svelte';
import { zeg } from '../wire/api';
import { hearIngelogd, ingelogdAdres } from './adres';
import { zegReden } from './redenen';

/** Logging in again in a window of its own, so that what was typed here stays: how to begin, and what went wrong. */
export class OpnieuwInloggen {
  fout = $state('');

  /** Hears how the login in the other window ended, until what this returns is called. */
  listen(): () => void {
    return hearIngelogd((reden) => void this.#hear(reden));
  }

  /** Opens the window of the provider that somebody logged in with. */
  begin(aanbieder: string | null | undefined): void {
    this.fout = '';
    if (aanbieder) window.open(ingelogdAdres.opnieuw(aanbieder));
  }

  async #hear(reden: string): Promise<void> {
    this.fout = zegReden(reden);
    if (this.fout) return;
    try {
      await reenterSessie();
    } catch (storing) {
      this.fout = zeg(storing);
    }
  }
}
