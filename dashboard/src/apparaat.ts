import { storage } from './verzending/bewaring';

/** What a browser may keep of this page: all of it goes when somebody logs out. */

/** Says only that the service was not told yet that somebody logged out here. */
const UITLOGGEN = 'uitloggen';

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
  await Promise.allSettled([clearCaches(), clearDatabases(), forgetWerkers()]);
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
  await Promise.all((await navigator.serviceWorker.getRegistrations()).map((werker) => werker.unregister()));
}
