/** The pages, each fetched when somebody goes there. */
export const DELEN = {
  '/aanvragen': () => import('./aanvragen/Aanvragen.svelte'),
  '/plaatsen': () => import('./plaatsen/Plaatsen.svelte'),
  '/landelijk': () => import('./landelijk/Landelijk.svelte'),
  '/historie': () => import('./historie/Historiepagina.svelte'),
  '/muur': () => import('./landelijk/Muur.svelte'),
  '/normsignalen': () => import('./normsignalen/Normsignaalpagina.svelte'),
  '/huizen': () => import('./huizen/Huizen.svelte'),
  '/dossier': () => import('./bewijs/Dossierpagina.svelte'),
  '/verantwoording': () => import('./bewijs/Verantwoordingpagina.svelte'),
  '/meldadressen': () => import('./meldadressen/Meldadressen.svelte'),
  '/inzagelog': () => import('./inzagelog/Inzagelog.svelte'),
  '/noodinzage': () => import('./noodinzage/Noodinzagepagina.svelte'),
  '/regels': () => import('./regels/Regels.svelte'),
  '/hulp': () => import('./hulp/Hulp.svelte'),
  '/account': () => import('./account/Account.svelte'),
} as const;

/** Fetch the page that the address names while the service still says who this is: on a slow line that is half a second. */
export function loadAhead(pad: string): void {
  const eerste = `/${pad.split('/')[1] ?? ''}`;
  if (!Object.hasOwn(DELEN, eerste)) return;
  const deel: () => Promise<unknown> = DELEN[eerste as keyof typeof DELEN];
  void deel().catch(() => undefined); // Who has no network hears it where the page is shown.
}
