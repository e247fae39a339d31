import { isOpen, opVolgorde } from '../aanvragen/volgorde';
import { kaal } from '../landelijk/bezetting';
import type { Stand } from '../live/toestand';
import { paginasVan } from '../paginas';
import { t } from '../taal.svelte';
import type { Centrumgemeente, Rol } from '../wire/contract';
import { AANVRAAGSTATUS, PLAATSINGSTATUS, PLAATSSTATUS } from '../woorden';

/** Somewhere to go, or something to begin. There is no search for people: an aanvraag is found by its referentie alone. */
export interface Bestemming {
  pad: string;
  naam: string;
  /** What it is, beside its name. */
  wat: string;
  /** Shown before anything is typed. */
  meteen: boolean;
}

type Kennis = Pick<Stand, 'aanvragen' | 'plaatsen' | 'plaatsingen'>;

/** All that somebody with this rol can go to now, in the order in which it is shown. */
export function bestemmingenVan(rol: Rol, stand: Kennis, centrumgemeenten: readonly Centrumgemeente[]): Bestemming[] {
  const paden = paginasVan(rol).map(({ pad }) => pad);
  return [
    ...(paden.includes('/aanvragen') ? [{ pad: '/aanvragen/nieuw', naam: t`Nieuwe aanvraag`, wat: t`Begin`, meteen: true }] : []),
    ...aanvragenVan(rol, stand),
    ...paginasVan(rol).map(({ pad, naam }) => ({ pad, naam, wat: t`Pagina`, meteen: true })),
    ...(paden.includes('/plaatsen') ? plaatsenVan(stand) : []),
    ...(paden.includes('/landelijk') ? centrumgemeenten : []).map(({ code, naam }) => ({
      pad: `/landelijk#rij-${code}`,
      naam,
      wat: t`Centrumgemeente`,
      meteen: false,
    })),
  ];
}

function aanvragenVan(rol: Rol, stand: Kennis): Bestemming[] {
  if (rol !== 'coordinator' && rol !== 'landelijk') return [];
  return opVolgorde([...stand.aanvragen.values()]).map((aanvraag) => ({
    pad: rol === 'coordinator' ? `/aanvragen/${aanvraag.id}` : `/landelijk#aanvraag-${aanvraag.id}`,
    naam: aanvraag.referentie,
    wat: t`Aanvraag: ${AANVRAAGSTATUS[aanvraag.status]}`,
    meteen: rol === 'coordinator' && isOpen(aanvraag),
  }));
}

function plaatsenVan(stand: Kennis): Bestemming[] {
  return [
    ...[...stand.plaatsingen.values()].map(({ id, referentie, status }) => ({
      pad: `/plaatsen#plaatsing-${id}`,
      naam: referentie,
      wat: t`Plaatsing: ${PLAATSINGSTATUS[status]}`,
      meteen: false,
    })),
    ...[...stand.plaatsen.values()].map(({ id, referentie, status }) => ({
      pad: `/plaatsen#plaats-${id}`,
      naam: referentie,
      wat: t`Plaats: ${PLAATSSTATUS[status]}`,
      meteen: false,
    })),
  ];
}

/**
 * What somebody means by what was typed: names that begin with it first, then names that hold it; at most `hoogstens`.
 * Capitals, accents, spaces and hyphens do not matter. Without a word: what is shown at once.
 */
export function vindBestemmingen(alle: readonly Bestemming[], tekst: string, hoogstens: number): Bestemming[] {
  const gezocht = kaal(tekst);
  if (!gezocht) return alle.filter(({ meteen }) => meteen).slice(0, hoogstens);
  const begin = alle.filter(({ naam }) => kaal(naam).startsWith(gezocht));
  const midden = alle.filter((een) => kaal(een.naam).includes(gezocht) && !begin.includes(een));
  return [...begin, ...midden].slice(0, hoogstens);
}
