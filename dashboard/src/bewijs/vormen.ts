/** What dossiers and verantwoordingen answer. */

export interface Cijfer {
  naam: string;
  eenheid: string;
  waarde: number | null;
  teller: number | null;
  noemer: number | null;
}

export interface Episodes {
  norm: string;
  titel: string;
  aantal: number;
  urenTotaal: number;
  urenLangste: number;
  nogOpen: number;
}

export type Meetwijze = 'gemeten' | 'vastgelegd' | 'buiten';

export interface Dossiernorm {
  norm: string;
  titel: string;
  vraag: string;
  wijze: Meetwijze;
  cijfers: Cijfer[];
  episodes: Episodes[];
  toelichting: string;
}

export interface Bewijsperiode {
  vanDatum: string;
  totDatum: string;
  gemetenTotOp: string;
}

export interface Bronnen {
  eersteVolgnummer: number | null;
  laatsteVolgnummer: number | null;
  totVolgnummer: number | null;
  regels: { naam: string; waarde: number; eenheid: string; gelezen: string; geldigVanafDatum: string; geldigTotDatum: string | null; bron: string }[];
  opdracht: string;
}

export interface Dossier {
  organisatie: { id: string; naam: string };
  periode: Bewijsperiode;
  normen: Dossiernorm[];
  bronnen: Bronnen;
  sha256: string;
}

export interface Verantwoordingscijfers {
  urenGemeten: number;
  urenOnderMinimum: number;
  urenGeenVrij: number;
  keerOnderMinimum: number;
  keerGeenVrij: number;
  onvoorzieneUitval: { oorzaak: string; aantal: number }[];
  /** Null while the quarter runs; fewer than 5 read `<5`, and a total over those is a range. */
  huishoudens: { aangekomen: string | null; overschrijdingen: string | null; kindTeLang: string | null };
}

export interface Kwartaal extends Verantwoordingscijfers {
  vanDatum: string;
  totDatum: string;
  afgesloten: boolean;
}

export interface Verantwoording {
  centrumgemeente: { code: string; naam: string };
  periode: Bewijsperiode;
  kwartalen: Kwartaal[];
  totaal: Verantwoordingscijfers;
  toelichting: string[];
  bronnen: Bronnen;
  sha256: string;
}
