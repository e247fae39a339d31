import { t } from '../taal.svelte';

/** Why nobody came in, in words; the service tells only the kind of reason. */
const REDENEN: Record<string, () => string> = {
  mislukt: () => t`Het inloggen is niet gelukt. Probeer het opnieuw. Lukt het weer niet? Bel uw beheerder.`,
  afgebroken: () => t`U hebt het inloggen afgebroken. Er is niets gebeurd.`,
  geen_toegang: () => t`U hebt hier geen toegang. Vraag uw beheerder om een rol in deze dienst.`,
  te_zwak: () => t`Voor uw rol moet u sterker inloggen, bijvoorbeeld met een passkey. Probeer het opnieuw.`,
  ingetrokken: () => t`Uw account is ingetrokken. Bel uw beheerder als dat niet klopt.`,
  te_veel: () => t`Er is te vaak geprobeerd om in te loggen. Wacht een minuut en probeer het opnieuw.`,
  onbereikbaar: () => t`De aanbieder geeft geen antwoord. Probeer het zo opnieuw, en bel bij spoed.`,
};

/** The sentence of a reason; the one of `mislukt` for anything that is none, and nothing for none. */
export function zegReden(reden: string): string {
  if (!reden) return '';
  const zin = Object.hasOwn(REDENEN, reden) ? REDENEN[reden] : REDENEN['mislukt'];
  return zin?.() ?? '';
}
