import { aantal, t } from '../taal.svelte';
import type { Huishouden } from '../wire/contract';

/** What a house gets ready for who is coming, in the order of doing; from who they are and what they need, and nothing else. */
export function voorbereiding({ volwassenen, kinderen, behoeften }: Huishouden): string[] {
  const nodig = new Set(behoeften);
  const klein = kinderen.filter(({ leeftijd }) => leeftijd < 2).length;
  const bedden = volwassenen + kinderen.length - klein;
  return [
    bedden ? t`Bedden: ${bedden}` : '',
    klein || nodig.has('babybed') ? t`Babybed: ${Math.max(1, klein)}` : '',
    nodig.has('rolstoel') ? t`Vrije doorgang voor een rolstoel` : '',
    nodig.has('tolk') ? t`Een tolk aan de telefoon` : '',
    nodig.has('zwanger') ? t`Iemand is zwanger: een bed op een rustige plek` : '',
    nodig.has('mannenopvang') ? t`Een plek voor een man` : '',
    nodig.has('huisdier') ? t`Een plek voor een huisdier` : '',
    kinderen.length ? t`Eten en drinken voor ${aantal(kinderen.length, 'kind', 'kinderen')}` : '',
  ].filter(Boolean);
}
