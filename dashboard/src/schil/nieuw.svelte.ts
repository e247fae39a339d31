import { storage } from '../verzending/bewaring';
import { magHerladen, versieVan } from './versie';

/** Seconds between two looks at a page that stays open and connected. */
const KIJK_MS = 10 * 60_000;
const PROBEER_MS = 2_000;
const SLEUTEL = 'herladen';

const eigen = versieVan(document.documentElement.outerHTML);
let nieuw = $state.raw('');
let gekeken = -Infinity;

export const versie = {
  /** Whether the service has a newer page than this one. */
  get nieuw(): boolean {
    return nieuw !== '';
  },
};

/** Ask the service which page it has now, and load that as soon as nobody is filling something in. */
export async function checkVersie(): Promise<void> {
  gekeken = performance.now();
  try {
    const antwoord = await fetch('/', { cache: 'no-store', headers: { Accept: 'text/html' } });
    const andere = antwoord.ok ? versieVan(await antwoord.text()) : '';
    nieuw = andere === eigen ? '' : andere;
  } catch {
    return; // No network: it is asked again when there is one.
  }
  if (nieuw) replace();
}

/** Look now and then, and when the network is back; answers how to stop. */
export function watchVersie(): () => void {
  const kijk = (): void => {
    if (document.visibilityState === 'visible' && performance.now() - gekeken >= KIJK_MS) void checkVersie();
    else if (nieuw) replace();
  };
  const terug = (): void => void checkVersie();
  const id = setInterval(kijk, PROBEER_MS);
  window.addEventListener('online', terug);
  return () => {
    clearInterval(id);
    window.removeEventListener('online', terug);
  };
}

/** What somebody is filling in is not thrown away; what waits to be sent is kept on the device, and goes from the new page. */
function replace(): void {
  if (document.querySelector('main form, dialog[open]')) return;
  const tab = storage('sessionStorage');
  const eerder = JSON.parse(tab?.getItem(SLEUTEL) ?? 'null') as { versie: string; op: number } | null;
  if (!magHerladen(nieuw, eerder, Date.now())) return;
  tab?.setItem(SLEUTEL, JSON.stringify({ versie: nieuw, op: Date.now() }));
  location.reload();
}
