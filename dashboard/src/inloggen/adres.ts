/** The page on which a window lands that was opened to log in again; it says so to the others and closes. */
export const INGELOGD = '/ingelogd';
const ZENDER = 'capaciteit-ingelogd';

/** Addresses of the service that lead to a provider and back. */
export const ingelogdAdres = {
  aanmelden: (code: string): string => `/v1/aanmelden/${encodeURIComponent(code)}?terug=/`,
  opnieuw: (code: string): string => `/v1/aanmelden/${encodeURIComponent(code)}?terug=${INGELOGD}&opnieuw=true`,
  afmelden: (code: string): string => `/v1/aanmelden/${encodeURIComponent(code)}/einde`,
};

/** Why nobody came in, as the address of the page says it; empty when it says nothing. */
export function readReden(): string {
  return new URLSearchParams(location.search).get('fout') ?? '';
}

/** Tell every other window of this browser that somebody logged in, or why not. */
export function tellIngelogd(reden: string): void {
  const zender = new BroadcastChannel(ZENDER);
  zender.postMessage(reden);
  zender.close();
}

/** Hear it from another window. Answers how to stop. */
export function hearIngelogd(doe: (reden: string) => void): () => void {
  const zender = new BroadcastChannel(ZENDER);
  zender.onmessage = ({ data }: MessageEvent<unknown>) => doe(typeof data === 'string' ? data : '');
  return () => zender.close();
}
