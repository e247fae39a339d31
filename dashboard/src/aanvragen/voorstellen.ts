import type { Aanvraag, Voorstel } from '../wire/contract';

function zelfde(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}

/** The voorstel that the present plaatsing came from: it holds the reasons why this place. */
export function voorstelBij(aanvraag: Aanvraag): Voorstel | undefined {
  const { plaatsing } = aanvraag;
  return plaatsing ? aanvraag.voorstellen.find((voorstel) => zelfde(voorstel.plaatsen, plaatsing.plaatsen)) : undefined;
}

/** The other voorstellen, best first. */
export function alternatieven(aanvraag: Aanvraag): Voorstel[] {
  const huidig = voorstelBij(aanvraag);
  return aanvraag.voorstellen.filter((voorstel) => voorstel !== huidig).toSorted((a, b) => a.rang - b.rang);
}
