/** The wait after the first time, in milliseconds; it doubles. */
export const WACHT_MS = 5_000;
export const WACHT_MAX_MS = 300_000;
/** After so long without a wrong sum, a next one is a first one again. */
export const VERGETEN_NA_MS = 600_000;

/** When a screen whose sum is wrong may ask for everything again: at once, and then ever more seldom. */
export class Herlezen {
  #keren = 0;
  #laatst = -Infinity;

  /** Whether to ask now (monotonic milliseconds); counts it when so. */
  mag(nu: number): boolean {
    const sinds = nu - this.#laatst;
    if (sinds >= VERGETEN_NA_MS) this.#keren = 0;
    const wacht = this.#keren === 0 ? 0 : Math.min(WACHT_MAX_MS, WACHT_MS * 2 ** (this.#keren - 1));
    if (sinds < wacht) return false;
    this.#keren += 1;
    this.#laatst = nu;
    return true;
  }
}
