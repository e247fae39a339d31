import type { Rol } from './wire/contract';

/** A page that a role finds in the menu; `meer` ones stand behind a button, since few people need them often. */
export interface Pagina {
  pad: string;
  naam: string;
  meer?: true;
}

const LANDELIJK: Pagina = { pad: '/landelijk', naam: 'Landelijk beeld' };
const NORMSIGNALEN: Pagina = { pad: '/normsignalen', naam: 'Normsignalen', meer: true };
const MELDADRESSEN: Pagina = { pad: '/meldadressen', naam: 'Meldadressen', meer: true };
const VERANTWOORDING: Pagina = { pad: '/verantwoording', naam: 'Verantwoording', meer: true };

const PAGINAS: Partial<Record<Rol, readonly Pagina[]>> = {
  coordinator: [{ pad: '/aanvragen', naam: 'Aanvragen' }, LANDELIJK, NORMSIGNALEN, MELDADRESSEN],
  opvang: [
    { pad: '/plaatsen', naam: 'Plaatsen' },
    LANDELIJK,
    NORMSIGNALEN,
    { pad: '/huizen', naam: 'Huizen', meer: true },
    { pad: '/dossier', naam: 'Dossier', meer: true },
    MELDADRESSEN,
  ],
  gemeente: [LANDELIJK, VERANTWOORDING, MELDADRESSEN],
  landelijk: [LANDELIJK, VERANTWOORDING, MELDADRESSEN],
  auditor: [{ pad: '/dossier', naam: 'Dossier' }],
  systeembeheerder: [{ pad: '/regels', naam: 'Regels' }],
};

/** The pages of a role, in the order of its menu. */
export function paginasVan(rol: Rol): readonly Pagina[] {
  return PAGINAS[rol] ?? [];
}

/** The first part of a path, when it is a page of this role. */
export function paginaOp(rol: Rol, pad: string): string | null {
  const eerste = `/${pad.split('/')[1] ?? ''}`;
  return paginasVan(rol).some((pagina) => pagina.pad === eerste) ? eerste : null;
}
