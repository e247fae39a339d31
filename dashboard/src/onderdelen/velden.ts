import { getContext, setContext } from 'svelte';
import { t } from '../taal.svelte';
import { instantVan } from '../tijd';
import type { Fout } from '../wire/contract';

const FORMULIER = Symbol('formulier');

/** Give the fields of this form ids of their own: the same form may stand on screen twice. Call while a component starts. */
export function nameForm(id: string): void {
  setContext(FORMULIER, `${id}-`);
}

/** How fields in this form make their id from their path on the wire, such as `huishouden.kinderen.0.leeftijd`. */
export function veldIds(): (veld: string) => string {
  const voor = getContext<string | undefined>(FORMULIER) ?? '';
  return (veld) => `${voor}veld-${veld.replaceAll('.', '-')}`;
}

/** The faults of a field or of something inside it, as sentences. */
export function foutenBij(fouten: readonly Fout[], veld: string): string[] {
  return fouten.filter((fout) => fout.veld === veld || fout.veld.startsWith(`${veld}.`)).map(({ fout }) => fout);
}

/** A date and time as typed, on an Amsterdam clock. `tweede` chooses winter time in the hour that comes twice. */
export interface Ingevuld {
  datum: string;
  tijd: string;
  tweede: boolean;
}

export const NIETS_INGEVULD: Ingevuld = { datum: '', tijd: '', tweede: false };

/** The instant that was typed, or the sentence that says why it is none. */
export function leesMoment({ datum, tijd, tweede }: Ingevuld): { instant: string } | { fout: string } {
  if (!datum || !tijd) return { fout: t`Vul een datum en een tijd in.` };
  const klok = leesTijd(tijd);
  if (klok === null) return { fout: t`De tijd is niet goed. Schrijf de tijd zoals 02:10.` };
  const gelezen = instantVan(datum, klok);
  if (gelezen.soort === 'een') return { instant: gelezen.instant };
  if (gelezen.soort === 'twee') return { instant: tweede ? gelezen.wintertijd : gelezen.zomertijd };
  return { fout: t`Deze tijd bestaat niet op deze dag. Controleer de datum en de tijd.` };
}

/** A time of day as people type it (2:10, 0210, 02.10, 2u10) as HH:MM; null when it is none. */
export function leesTijd(getypt: string): string | null {
  const gevonden = /^\s*(\d{1,2})\s*[:.,uUhH ]?\s*(\d{2})\s*$/.exec(getypt);
  const [uur, minuut] = [Number(gevonden?.[1]), Number(gevonden?.[2])];
  if (!gevonden || uur > 23 || minuut > 59) return null;
  return `${String(uur).padStart(2, '0')}:${String(minuut).padStart(2, '0')}`;
}
