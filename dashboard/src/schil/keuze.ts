/** What to do with a request: give it from the shell that is kept, ask the network first, or keep out of it. */
export type Keuze = 'bewaard' | 'net-eerst' | 'laten';

export interface Verzoek {
  method: string;
  /** `navigate` for a page that is opened. */
  mode: string;
  url: string;
}

/** The interface, and the pages that the service makes itself for who has no JavaScript. */
const VAN_DE_DIENST = /^\/(v1|zonder-javascript)(\/|$)/;

/**
 * Files whose name holds their hash never change, so those come from what is kept. A page is asked first, so that an old one is
 * never shown while there is a new one. Everything of the service itself is left alone, and so never kept.
 */
export function kies({ method, mode, url }: Verzoek, eigen: string): Keuze {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== eigen || VAN_DE_DIENST.test(pathname)) return 'laten';
  if (mode === 'navigate') return 'net-eerst';
  return pathname.startsWith('/assets/') ? 'bewaard' : 'laten';
}

export const VOOR = 'schil-';

/** Of the caches there are, those of another version. */
export function oude(namen: readonly string[], versie: string): string[] {
  return namen.filter((naam) => naam.startsWith(VOOR) && naam !== VOOR + versie);
}
