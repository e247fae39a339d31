import { serverNu } from '../klok.svelte';
import { Weigering } from './api';

export interface Poging {
  sleutel: string;
  /** When the button was pressed first, RFC 3339: part of what is asked, so it must not change when it is asked again. */
  op: string;
}

/**
 * One thing a person wants done once, however often they press the button.
 *
 * Key and instant stay the same until the service gave a definite answer. After silence the next press repeats them: if
 * the first did arrive, the service answers with what it did then, and nothing happens twice. Changed input under a key
 * that did arrive is refused as `idempotentie_anders`; that too is an answer.
 */
export class Indiening {
  #poging: Poging | null = null;

  /** Run `doe`; once the outcome is known, the next call is a new attempt. */
  async submit<T>(doe: (poging: Poging) => Promise<T>): Promise<T> {
    this.#poging ??= { sleutel: crypto.randomUUID(), op: new Date(serverNu()).toISOString() };
    try {
      const antwoord = await doe(this.#poging);
      this.#poging = null;
      return antwoord;
    } catch (fout) {
      if (fout instanceof Weigering && fout.definitief) this.#poging = null;
      throw fout;
    }
  }
}
