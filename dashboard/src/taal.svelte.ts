/**
 * What people read, in Dutch or in English. The Dutch text stands in the source and is the key; the English is a list
 * (`taal/en/`) that is loaded when somebody asks for it. What the service wrote stays Dutch: mark it `lang="nl"`.
 */

export type Taal = 'nl' | 'en';
type Woordenboek = Readonly<Record<string, string>>;
type Woordenlijst = { readonly [code: string]: string | Woordenlijst };

const SLEUTEL = 'taal';
const LOCALE: Record<Taal, string> = { nl: 'nl-NL', en: 'en-GB' };

let huidige = $state.raw<Taal>('nl');
let engels = $state.raw<Woordenboek>({});
const sleutels = new WeakMap<TemplateStringsArray, string>();

export const taal = {
  get huidige(): Taal {
    return huidige;
  },
  /** How numbers and dates are written. The time is that of Amsterdam in every language. */
  get locale(): string {
    return LOCALE[huidige];
  },
};

/** t`Nog ${n} over`: the text in the language of the screen. Its key is 'Nog {0} over'; English may put `{0}` anywhere. */
export function t(stukken: TemplateStringsArray, ...waarden: readonly unknown[]): string {
  return fill(vertaal(sleutelVan(stukken)), waarden);
}

/** "1 nacht", "2 nachten": a number and what is counted; give both words literally. The key is 'nacht|nachten'. */
export function aantal(n: number, een: string, meer: string): string {
  return `${n} ${woordBij(n, een, meer)}`;
}

/** The same without the number: 'wacht|wachten'. */
export function woordBij(n: number, een: string, meer: string): string {
  const [enkel, meervoud] = vertaal(`${een}|${meer}`).split('|');
  return (meerdere().select(n) === 'one' ? enkel : meervoud) ?? '';
}

/** Words for codes. Whoever reads a word gets it in the language of the screen at that moment. */
export function woordenlijst<Lijst extends Woordenlijst>(lijst: Lijst): Lijst {
  return new Proxy(lijst, {
    get(doel, code): unknown {
      const waarde: unknown = Reflect.get(doel, code);
      if (typeof waarde === 'string') return vertaal(waarde);
      return waarde !== null && typeof waarde === 'object' ? woordenlijst(waarde as Woordenlijst) : waarde;
    },
  });
}

/** What depends on the language and is dear to make, such as a format: made once for each language. */
export function perTaal<Iets>(maak: (locale: string) => Iets): () => Iets {
  const gemaakt = new Map<string, Iets>();
  return () => {
    const { locale } = taal;
    const iets = gemaakt.get(locale) ?? maak(locale);
    gemaakt.set(locale, iets);
    return iets;
  };
}

/** Show everything in another language, and remember that on this device. Fails when the list cannot be loaded. */
export async function zetTaal(nieuw: Taal): Promise<void> {
  // Kept first: who turns the page before the list is here finds it in the new language.
  onthoud(nieuw);
  if (nieuw === 'en') ({ ENGELS: engels } = await import('./taal/en'));
  huidige = nieuw;
  document.documentElement.lang = nieuw;
}

/** The language that was chosen on this device; Dutch when none was, or when the list cannot be loaded. */
export async function beginTaal(): Promise<void> {
  try {
    if (localStorage.getItem(SLEUTEL) === 'en') await zetTaal('en');
  } catch {
    huidige = 'nl';
  }
}

const meerdere = perTaal((locale) => new Intl.PluralRules(locale));

function vertaal(sleutel: string): string {
  return huidige === 'nl' ? sleutel : (engels[sleutel] ?? sleutel);
}

function sleutelVan(stukken: TemplateStringsArray): string {
  const bekend = sleutels.get(stukken);
  if (bekend !== undefined) return bekend;
  const sleutel = stukken.reduce((voor, stuk, i) => `${voor}{${i - 1}}${stuk}`);
  sleutels.set(stukken, sleutel);
  return sleutel;
}

function fill(zin: string, waarden: readonly unknown[]): string {
  return waarden.length ? zin.replace(/\{(\d)\}/g, (_, i: string) => String(waarden[Number(i)] ?? '')) : zin;
}

function onthoud(gekozen: Taal): void {
  try {
    localStorage.setItem(SLEUTEL, gekozen);
  } catch {
    return; // This browser keeps nothing: the choice holds until the page is closed.
  }
}
