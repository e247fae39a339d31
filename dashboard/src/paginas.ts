import { t } from './taal.svelte';
import type { Rol } from './wire/contract';

/** A page that a role finds in the menu; `meer` ones stand behind a button, since few people need them often. */
export interface Pagina {
  pad: string;
  naam: string;
  meer?: true;
}

const LANDELIJK: Pagina = { pad: '/landelijk', get naam() { return t`Landelijk beeld`; } };
const NORMSIGNALEN: Pagina = { pad: '/normsignalen', get naam() { return t`Normsignalen`; }, meer: true };
const MELDADRESSEN: Pagina = { pad: '/meldadressen', get naam() { return t`Meldadressen`; }, meer: true };
const HISTORIE: Pagina = { pad: '/historie', get naam() { return t`Verloop`; } };
const MUUR: Pagina = { pad: '/muur', get naam() { return t`Muurscherm`; }, meer: true };
const VERANTWOORDING: Pagina = { pad: '/verantwoording', get naam() { return t`Verantwoording`; }, meer: true };

const NOODINZAGE: Pagina = { pad: '/noodinzage', get naam() { return t`Noodinzage`; } };

const PAGINAS: Partial<Record<Rol, readonly Pagina[]>> = {
  coordinator: [{ pad: '/aanvragen', get naam() { return t`Aanvragen`; } }, LANDELIJK, NORMSIGNALEN, MELDADRESSEN],
  opvang: [
    { pad: '/plaatsen', get naam() { return t`Plaatsen`; } },
    LANDELIJK,
    NORMSIGNALEN,
    { pad: '/huizen', get naam() { return t`Huizen`; }, meer: true },
    { pad: '/dossier', get naam() { return t`Dossier`; }, meer: true },
    MELDADRESSEN,
  ],
  gemeente: [LANDELIJK, HISTORIE, VERANTWOORDING, MUUR, MELDADRESSEN],
  landelijk: [LANDELIJK, HISTORIE, NOODINZAGE, VERANTWOORDING, MUUR, MELDADRESSEN],
  auditor: [{ pad: '/dossier', get naam() { return t`Dossier`; } }, NOODINZAGE],
  fg: [{ pad: '/inzagelog', get naam() { return t`Wie keek wat na`; } }, NOODINZAGE],
  systeembeheerder: [{ pad: '/regels', get naam() { return t`Regels`; } }],
};

/** Pages that stand beside the menu, for every role; help is also there for who has not logged in. */
export const HULP = '/hulp';
export const ACCOUNT = '/account';
export const OVERAL: readonly string[] = [HULP, ACCOUNT];

/** The pages of a role, in the order of its menu. */
export function paginasVan(rol: Rol): readonly Pagina[] {
  return PAGINAS[rol] ?? [];
}

/** The first part of a path, when it is a page of this role. */
export function paginaOp(rol: Rol, pad: string): string | null {
  const eerste = `/${pad.split('/')[1] ?? ''}`;
  return OVERAL.includes(eerste) || paginasVan(rol).some((pagina) => pagina.pad === eerste) ? eerste : null;
}
