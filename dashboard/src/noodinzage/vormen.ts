import { t, woordenlijst } from '../taal.svelte';
import type { Fout } from '../wire/contract';

export type Noodstatus = 'gevraagd' | 'open' | 'beeindigd' | 'verlopen' | 'vervallen';

/** A noodinzage, and nothing of whom it is about. */
export interface Noodinzage {
  id: string;
  referentie: string;
  reden: string;
  status: Noodstatus;
  gevraagdDoor: string;
  gevraagdVoor: string;
  gevraagdOp: string;
  vervaltOp: string;
  goedgekeurdDoor: string | null;
  goedgekeurdVoor: string | null;
  goedgekeurdOp: string | null;
  verlooptOp: string | null;
  beeindigdOp: string | null;
  revisie: number;
}

interface Naam {
  id: string;
  naam: string;
}

/** Both sides, for who asked and while it lasts. */
export interface BeideKanten extends Noodinzage {
  herkomst: { kenmerk: string; aanvraag: string; status: string; gemeente: string | null; organisatie: Naam } | null;
  bestemming: {
    plaatsing: string;
    status: string;
    centrumgemeente: string;
    organisatie: Naam;
    huis: { id: string; code: string };
    plaatsen: string[];
    aangekomenOp: string | null;
  } | null;
}

export const NOODREDEN: Record<string, string> = woordenlijst({
  acuut_gevaar: 'Acuut gevaar voor het huishouden',
  medische_nood: 'Medische nood',
  vermist: 'Iemand wordt vermist',
  huis_onbereikbaar: 'Het huis is niet te bereiken',
  aanvrager_onbereikbaar: 'De aanvrager is niet te bereiken',
});

export const NOODSTATUS: Record<Noodstatus, string> = woordenlijst({
  gevraagd: 'Wacht op goedkeuring',
  open: 'Loopt',
  beeindigd: 'Beëindigd',
  verlopen: 'Voorbij',
  vervallen: 'Niet goedgekeurd',
});

export const LOOPT: readonly Noodstatus[] = ['gevraagd', 'open'];

/** Where it stands by the clock on the screen: it ends by time, also when nobody asks the service. */
export function statusOp({ status, vervaltOp, verlooptOp }: Noodinzage, nu: number): Noodstatus {
  if (status === 'gevraagd' && Date.parse(vervaltOp) <= nu) return 'vervallen';
  return status === 'open' && verlooptOp !== null && Date.parse(verlooptOp) <= nu ? 'verlopen' : status;
}

/** A kenmerk as people type it: without the dash, in small letters, with spaces. */
export function leesKenmerk(tekst: string): string {
  const tekens = tekst.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return tekens.length === 8 ? `${tekens.slice(0, 4)}-${tekens.slice(4)}` : tekens;
}

/** The body of POST /v1/noodinzagen, or what is not filled in. */
export function readVraag(kenmerk: string, reden: string): { body: { kenmerk: string; reden: string } } | { fouten: Fout[] } {
  const fouten: Fout[] = [];
  const gelezen = leesKenmerk(kenmerk);
  if (gelezen.length !== 9) fouten.push({ veld: 'kenmerk', fout: t`Vul het kenmerk in: acht tekens, zoals K7QF-2M9D.` });
  if (!reden) fouten.push({ veld: 'reden', fout: t`Kies een reden.` });
  return fouten.length ? { fouten } : { body: { kenmerk: gelezen, reden } };
}
