import { AANWEZIG, ONDERDEEL, ONTBREEKT, type Registratie } from '../registraties/registratie';
import { opsomming, woorden } from '../woorden';

/** What belongs to a warme overdracht (norm 4.1), as it stands on the list. */
export interface Overdracht {
  onderdelen: string[];
  aanwezig: string[];
  wijze: string;
}

export const LEEG_OVERDRACHT: Overdracht = { onderdelen: [], aanwezig: [], wijze: '' };

/** How many of the points are ticked, and of how many. */
export function afgevinkt({ onderdelen, aanwezig, wijze }: Overdracht): { klaar: number; van: number } {
  const van = Object.keys(ONDERDEEL).length + Object.keys(AANWEZIG).length + 1;
  return { klaar: onderdelen.length + aanwezig.length + (wijze ? 1 : 0), van };
}

/** The body of POST /v1/plaatsingen/{id}/registraties; `gedaanOp` is an instant. What is empty is left out. */
export function toBody({ onderdelen, aanwezig, wijze }: Overdracht, gedaanOp: string): Record<string, unknown> {
  return {
    soort: 'warme_overdracht',
    moment: 'instroom',
    gedaanOp,
    ...(wijze && { wijze }),
    ...(onderdelen.length && { onderdelen }),
    ...(aanwezig.length && { aanwezig }),
  };
}

/** The last warme overdracht at arrival that was recorded, by either organisatie: a whole one before one that lacks something. */
export function laatste(registraties: readonly Registratie[]): Registratie | undefined {
  return registraties
    .filter(({ soort, moment }) => soort === 'warme_overdracht' && moment === 'instroom')
    .toSorted((a, b) => Number(b.volledig) - Number(a.volledig) || Date.parse(b.gedaanOp) - Date.parse(a.gedaanOp))[0];
}

/** "het deel context en de cliënt was erbij". */
export function watOntbreekt({ ontbreekt }: Registratie): string {
  return opsomming(woorden(ONTBREEKT, ontbreekt));
}
