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
    if (this.bezig) return false;
    this.bezig = true;
    this.clear();
    try {
      await this.#indiening.submit(doe);
      return true;
    } catch (reden) {
      this.fout = zeg(reden);
      if (reden instanceof Weigering) [this.fouten, this.code] = [reden.fouten, reden.code];
      return false;
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
