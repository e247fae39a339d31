/** Whether a centrumgemeente meets its own duty now, in a few words. Pure. */

import { aantal, t } from '../taal.svelte';
import type { Bezetting, Normsignaal } from '../wire/contract';

export interface Plichtdeel {
  soort: 'minimum' | 'vrij' | 'overschrijding';
  goed: boolean;
  titel: string;
  tekst: string;
}

/** The three parts of the duty: enough in service, one free, nobody there too long. */
export function plichtVan(rij: Bezetting, minimum: number, normsignalen: Iterable<Normsignaal>): Plichtdeel[] {
  const blijvend = (rij.inzetbaar ?? 0) - (rij.uitgevallen ?? 0);
  const teLang = [...normsignalen].filter(({ norm, waar, beeindigdOp }) => norm === 'overschrijding' && waar === rij.code && beeindigdOp === null).length;
  return [
    {
      soort: 'minimum',
      goed: !rij.onderMinimum,
      titel: t`${aantal(blijvend, 'crisisplaats', 'crisisplaatsen')} inzetbaar, minimaal ${minimum}`,
      tekst: rij.onderMinimum ? t`Onder het minimum. Bel uw opvangorganisatie: wat is er nodig voor een extra plaats?` : t`Dat is genoeg.`,
    },
    {
      soort: 'vrij',
      goed: !rij.geenVrij,
      titel: t`${aantal(rij.vrij ?? 0, 'crisisplaats', 'crisisplaatsen')} vrij`,
      tekst: rij.geenVrij ? t`Er is niets vrij voor wie nu moet vluchten. Kijk of er een plaats bij kan.` : t`Er is plaats voor een andere regio.`,
    },
    {
      soort: 'overschrijding',
      goed: teLang === 0,
      titel: t`${aantal(teLang, 'overschrijding', 'overschrijdingen')} nu`,
      tekst: teLang ? t`Iemand is er langer dan beloofd. Help mee een vervolgplek te vinden.` : t`Niemand is er langer dan beloofd.`,
    },
  ];
}
