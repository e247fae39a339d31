import { NEUTRALE_NAAM } from '../titel.svelte';
import type { Stand } from '../live/toestand';
import type { Melding, Rol } from '../wire/contract';

/** Urgent ones first, and of those the one that waits longest. */
export function opUrgentie(meldingen: Iterable<Melding>): Melding[] {
  const sinds = ({ termijnOp, op }: Melding): string => termijnOp ?? op;
  return [...meldingen].toSorted(
    (a, b) => Number(b.dringend) - Number(a.dringend) || Date.parse(sinds(a)) - Date.parse(sinds(b)) || a.id.localeCompare(b.id),
  );
}

/** The title of a page with the number of unseen meldingen before it; a tab is read by whoever stands behind you. */
export function titelMet(aantal: number, naam: string, neutraal = false): string {
  return `${aantal ? `(${aantal}) ` : ''}${neutraal ? NEUTRALE_NAAM : `${naam} - Crisisplaatsen`}`;
}

/** Where the thing is that a melding is about, for who reads it; null when there is no page for it. */
export function padVan({ meldingsoort, onderwerpSoort, onderwerp }: Melding, rol: Rol, stand: Stand): string | null {
  if (onderwerpSoort === 'normsignaal') {
    return `${rol === 'gemeente' || rol === 'landelijk' ? '/landelijk' : '/normsignalen'}#normsignaal-${onderwerp}`;
  }
  if (onderwerpSoort === 'centrumgemeente') return `/landelijk#rij-${onderwerp}`;
  if (rol === 'coordinator') {
    const aanvraag = onderwerpSoort === 'aanvraag' ? onderwerp : stand.plaatsingen.get(onderwerp)?.aanvraag;
    return aanvraag ? `/aanvragen/${aanvraag}` : '/aanvragen';
  }
  if (rol === 'opvang' && meldingsoort === 'vraag') return '/plaatsen#vragen';
  if (rol === 'opvang') return ['plaatsing', 'plaats'].includes(onderwerpSoort) ? `/plaatsen#${onderwerpSoort}-${onderwerp}` : '/plaatsen';
  if (rol === 'landelijk' && onderwerpSoort === 'aanvraag') return `/landelijk#aanvraag-${onderwerp}`;
  return '/landelijk';
}

/** The centrumgemeente that a melding is about, where its reader may know that; on paper and elsewhere it is never named. */
export function waarVan({ onderwerpSoort, onderwerp }: Melding, stand: Stand): string | null {
  return onderwerpSoort === 'centrumgemeente' ? onderwerp : (stand.normsignalen.get(onderwerp)?.waar ?? null);
}

/** The plaatsing whose house has not looked yet, when the melding asks a coordinator to call it. */
export function teBellen({ meldingsoort, onderwerpSoort, onderwerp }: Melding, stand: Stand): string | null {
  if (meldingsoort !== 'niet_gezien') return null;
  return onderwerpSoort === 'plaatsing' ? onderwerp : (stand.aanvragen.get(onderwerp)?.plaatsing ?? null);
}
