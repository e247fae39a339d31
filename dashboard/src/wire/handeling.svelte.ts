import { verstuur } from '../verzending/postvak.svelte';
import type { Opdracht } from '../verzending/verzending';
import { Weigering, zeg } from './api';
import type { Fout } from './contract';
import { Indiening, type Poging } from './indiening';

/** Something a person can do on screen: busy or not, and what went wrong the last time in words. */
export class Handeling {
  bezig = $state(false);
  fout = $state('');
  fouten = $state.raw<readonly Fout[]>([]);
  /** The code of the last refusal, to react to `revisie_verouderd` and the like; empty otherwise. */
  code = $state('');
  readonly #indiening = new Indiening();

  /** Run once at a time; answers whether the service said yes. A second press while busy does nothing. */
  async run(doe: (poging: Poging) => Promise<void>): Promise<boolean> {
    return (await this.#once(async () => this.#indiening.submit(doe).then(() => true))) ?? false;
  }

  /**
   * Hand in something that is kept until its outcome is known. Answers what the service said, 'wacht' when it still has to be
   * sent or heard of, or null when the service said no: then this says why.
   */
  async send<T>(opdracht: Opdracht): Promise<T | 'wacht' | null> {
    return this.#once(() => verstuur<T>(opdracht));
  }

  async #once<T>(doe: () => Promise<T>): Promise<T | null> {
    if (this.bezig) return null;
    this.bezig = true;
    this.clear();
    try {
      return await doe();
    } catch (reden) {
      this.fout = zeg(reden);
      if (reden instanceof Weigering) [this.fouten, this.code] = [reden.fouten, reden.code];
      return null;
    } finally {
      this.bezig = false;
    }
  }

  /** Show faults that were found before anything was sent. */
  reject(fouten: readonly Fout[], fout: string): void {
    this.clear();
    this.fouten = fouten;
    this.fout = fout;
  }

  clear(): void {
    this.fout = '';
    this.fouten = [];
    this.code = '';
  }
}
