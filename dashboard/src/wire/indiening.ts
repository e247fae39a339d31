import { Weigering } from './api';

/**
 * One thing a person wants done once, however often they press the button.
 *
 * The key stays the same until the service gave a definite answer. After silence the next press repeats the key: if the
 * first did arrive, the service answers with what it did then, and nothing happens twice. Changed input under a key that
 * did arrive is refused as `idempotentie_anders`; that too is an answer.
 */
export class Indiening {
  #sleutel = crypto.randomUUID();

  /** Run `doe` with the key; afterwards the key is new if the outcome is known. */
  async submit<T>(doe: (sleutel: string) => Promise<T>): Promise<T> {
    try {
      const antwoord = await doe(this.#sleutel);
      this.#sleutel = crypto.randomUUID();
      return antwoord;
    } catch (fout) {
      if (fout instanceof Weigering && fout.definitief) this.#sleutel = crypto.randomUUID();
      throw fout;
    }
  }
}
