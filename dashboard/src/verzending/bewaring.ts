import { isOpen, opVolgorde, type Verzending } from './verzending';

const VOOR = 'verzending:';
const AFDRUK = 'afdruk:';

/**
 * Where verzendingen are kept until their outcome is known: one item each, so that two tabs never write over each other.
 *
 * What is about people stands in the tab (`sessionStorage`), the rest on the device (`localStorage`). A browser that keeps
 * nothing leaves them in memory, which lasts as long as the page.
 */
export class Bewaring {
  readonly #geheugen = new Map<string, string>();
  readonly #apparaat: Storage | null;
  readonly #tab: Storage | null;

  constructor(apparaat: Storage | null, tab: Storage | null) {
    [this.#apparaat, this.#tab] = [apparaat, tab];
  }

  /** What one account left here, in the order of the taps. */
  read(account: string): Verzending[] {
    return opVolgorde(this.#all().filter((verzending) => verzending.account === account));
  }

  /** How many open ones of other accounts are here. */
  countOthers(account: string | null): number {
    return this.#all().filter((verzending) => verzending.account !== account && isOpen(verzending)).length;
  }

  keep(verzending: Verzending): void {
    const [naam, tekst] = [VOOR + verzending.id, JSON.stringify(verzending)];
    try {
      const waar = verzending.vertrouwelijk ? this.#tab : this.#apparaat;
      if (!waar) throw new Error('nothing is kept here');
      waar.setItem(naam, tekst);
    } catch {
      this.#geheugen.set(naam, tekst); // Full, or not allowed.
    }
  }

  drop({ id }: Verzending): void {
    this.#geheugen.delete(VOOR + id);
    for (const waar of [this.#apparaat, this.#tab]) waar?.removeItem(VOOR + id);
  }

  /** Forget what others than this account left; null forgets everything. */
  dropOthers(account: string | null): void {
    for (const verzending of this.#all()) if (verzending.account !== account) this.drop(verzending);
    if (account === null) for (const naam of namesIn(this.#apparaat, AFDRUK)) this.#apparaat?.removeItem(naam);
  }

  /**
   * The key of what was handed in with just this content, in any tab, until a moment; null when there is none. Two tabs that
   * send the same form then ask for the same thing, and it happens once.
   */
  findKey(afdruk: string, nu: number): string | null {
    const [id, tot] = (this.#apparaat?.getItem(AFDRUK + afdruk) ?? '').split(' ');
    return id && Number(tot) > nu ? id : null;
  }

  /** Remember that key until then; null forgets it. */
  keepKey(afdruk: string, id: string | null, tot: number): void {
    try {
      if (id === null) this.#apparaat?.removeItem(AFDRUK + afdruk);
      else this.#apparaat?.setItem(AFDRUK + afdruk, `${id} ${tot}`);
    } catch {
      return; // Full: then every tab has a key of its own.
    }
  }

  #all(): Verzending[] {
    const teksten = [this.#apparaat, this.#tab].flatMap((waar) => namesIn(waar, VOOR).map((naam) => waar?.getItem(naam) ?? ''));
    return [...teksten, ...this.#geheugen.values()].flatMap(parse);
  }
}

/** The storage of a browser, or null where it is not allowed. */
export function storage(welk: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return globalThis[welk] ?? null;
  } catch {
    return null;
  }
}

/** Whether a change of the storage, made by another tab, is about this. */
export function gaatOver(naam: string | null): boolean {
  return naam === null || naam.startsWith(VOOR);
}

function namesIn(waar: Storage | null, voor: string): string[] {
  return Array.from({ length: waar?.length ?? 0 }, (_, n) => waar?.key(n) ?? '').filter((naam) => naam.startsWith(voor));
}

/** Another version of this page may have written something else. */
function parse(tekst: string): Verzending[] {
  try {
    const gelezen = JSON.parse(tekst) as Partial<Verzending> | null;
    const heel = typeof gelezen?.id === 'string' && typeof gelezen.account === 'string' && typeof gelezen.nummer === 'number';
    return heel ? [gelezen as Verzending] : [];
  } catch {
    return [];
  }
}
