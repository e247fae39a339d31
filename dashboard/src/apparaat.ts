import { storage } from './verzending/bewaring';

/** What a browser may keep of this page: all of it goes when somebody logs out. */

/** Says only that the service was not told yet that somebody logged out here. */
const UITLOGGEN = 'uitloggen';
const GEDULD_MS = 3_000;

/** Remember to tell the service, or that it knows. */
export function noteLogout(nog: boolean): void {
  const waar = storage('localStorage');
  if (nog) waar?.setItem(UITLOGGEN, '1');
  else waar?.removeItem(UITLOGGEN);
}

/** Whether somebody logged out here while the service could not be told. */
export function mustLogout(): boolean {
  return storage('localStorage')?.getItem(UITLOGGEN) === '1';
}

/** Empty everything that this page can keep on the device; a logout that still has to be told is remembered. */
export async function clearApparaat(): Promise<void> {
  const nog = mustLogout();
  storage('localStorage')?.clear();
  storage('sessionStorage')?.clear();
  if (nog) noteLogout(true);
  await Promise.allSettled([forgetWerkers().then(clearCaches), clearDatabases()]);
}

async function clearCaches(): Promise<void> {
  if (!('caches' in globalThis)) return;
  await Promise.all((await caches.keys()).map((naam) => caches.delete(naam)));
}

async function clearDatabases(): Promise<void> {
  if (!('indexedDB' in globalThis) || !indexedDB.databases) return;
  for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
}

async function forgetWerkers(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await Promise.all((await navigator.serviceWorker.getRegistrations()).map(forget));
}

/** A worker that is still filling its cache would leave that behind. */
async function forget(werker: ServiceWorkerRegistration): Promise<void> {
  const bezig = werker.installing;
  await werker.unregister();
  if (!bezig) return;
  await new Promise<void>((klaar) => {
    bezig.addEventListener('statechange', () => bezig.state !== 'installing' && klaar());
    setTimeout(klaar, GEDULD_MS);
  });
}
