import { kies, oude, VOOR } from './keuze';

/**
 * The service worker: keeps the shell of the page (code, styles, fonts; filled in by `schil.ts` of the build) so that a phone
 * without a network can show what waits. Answers of the service are never kept.
 */
declare const __SCHIL__: { versie: string; bestanden: string[] };

interface Wachtbaar extends Event {
  waitUntil: (belofte: Promise<unknown>) => void;
}
interface Vraag extends Wachtbaar {
  request: Request;
  respondWith: (antwoord: Promise<Response>) => void;
}
interface Werker {
  addEventListener(soort: 'install' | 'activate', doe: (gebeurtenis: Wachtbaar) => void): void;
  addEventListener(soort: 'fetch', doe: (gebeurtenis: Vraag) => void): void;
  skipWaiting: () => Promise<void>;
  location: Location;
}

/** How long a page may take before the kept one is shown, in milliseconds. */
const GEDULD_MS = 4_000;
const werker = self as unknown as Werker;
const { versie, bestanden } = __SCHIL__;

werker.addEventListener('install', (gebeurtenis) => gebeurtenis.waitUntil(fill()));
werker.addEventListener('activate', (gebeurtenis) => gebeurtenis.waitUntil(forget()));
werker.addEventListener('fetch', (gebeurtenis) => {
  const keuze = kies(gebeurtenis.request, werker.location.origin);
  if (keuze === 'bewaard') gebeurtenis.respondWith(fromShell(gebeurtenis.request));
  if (keuze === 'net-eerst') gebeurtenis.respondWith(askFirst(gebeurtenis.request));
});

/** All or nothing: a shell with a hole in it would be a page that breaks. */
async function fill(): Promise<void> {
  const schil = await caches.open(VOOR + versie);
  await schil.addAll(bestanden.map((pad) => new Request(pad, { cache: 'no-cache' })));
  await werker.skipWaiting();
}

async function forget(): Promise<void> {
  await Promise.all(oude(await caches.keys(), versie).map((naam) => caches.delete(naam)));
}

async function fromShell(verzoek: Request): Promise<Response> {
  return (await caches.match(verzoek)) ?? fetch(verzoek);
}

async function askFirst(verzoek: Request): Promise<Response> {
  try {
    const antwoord = await fetch(verzoek, { signal: AbortSignal.timeout(GEDULD_MS) });
    if (antwoord.status < 500) return antwoord;
  } catch {
    // No network, or none to speak of.
  }
  return (await caches.match('/')) ?? Response.error();
}
