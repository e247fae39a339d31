/**
 * Let the browser keep the shell of this page while somebody is logged in, so that what waits can be seen without a network.
 * Browsers keep it only for a page that came safely; logging out takes it away again (`apparaat.ts`).
 */
export async function keepSchil(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  try {
    await navigator.serviceWorker.register('/dienstwerker.js', { updateViaCache: 'none' });
  } catch {
    return; // Not allowed here, or no network: the page works without.
  }
}
