import { woordenlijst } from '../taal.svelte';
import type { Rol } from '../wire/contract';

/** What a workplace is for, what to do there first, and what to know. Short: it is read at night. */
export interface Werkplek {
  kop: string;
  stappen: Record<string, string>;
  weten: Record<string, string>;
}

export const WERKPLEK: Record<Rol, Werkplek> = woordenlijst({
  coordinator: {
    kop: 'Coördinator: een plaats vinden',
    stappen: {
      a: 'Klik op "Nieuwe aanvraag". Vul in wie er komt, wat nodig is, en welke gebieden niet veilig zijn.',
      b: 'Zeg wanneer code rood is vastgesteld. Vanaf dat moment loopt de klok van 24 uur.',
      c: 'De dienst reserveert de beste plaats en zegt waarom. Een andere kiezen kan.',
      d: 'Bevestig. Pas daarna is de plaats zeker. Anders vervalt de reservering vanzelf.',
      e: 'Heeft het huis het na een tijdje nog niet gezien? Bel het nummer dat erbij staat.',
    },
    weten: {
      a: 'Is er geen plaats? Dan staat erbij waarom, en wat u kunt doen. De dienst blijft zoeken.',
      b: 'Meldt een huis een plaats terug? Dan zoekt de dienst meteen een andere. U hoort het.',
      c: 'Schrijf nergens een naam of een adres. Daar is ook geen plek voor.',
    },
  },
  opvang: {
    kop: 'Opvang: uw plaatsen en wie er komt',
    stappen: {
      a: 'Hoort u het alarm? Kijk bovenaan wie er komt, en zeg "Ja, wij ontvangen hen".',
      b: 'Zet klaar wat erbij staat, en meld de aankomst zodra het huishouden binnen is.',
      c: 'Tik één keer per dienst op "Nog steeds vrij" bij elke vrije plaats. Anders vertrouwt niemand erop.',
      d: 'Is een plaats niet meer te gebruiken? Kies "Wijzig". Is het hele huis weg? Ga naar Huizen.',
    },
    weten: {
      a: 'Kan iemand hier niet komen? Kies een reden van de lijst. Erbij staat wat de reden doet.',
      b: 'Zonder netwerk kunt u doorwerken. Wat nog niet verstuurd is, staat op het scherm.',
      c: 'Iemand was u voor? De kaart wordt ververst. Kijk, en doe het opnieuw als het nog moet.',
    },
  },
  gemeente: {
    kop: 'Centrumgemeente: het land en uw eigen plicht',
    stappen: {
      a: 'Kijk eerst naar uw eigen rij: haalt u het minimum, en is er iets vrij?',
      b: 'Staat er een normsignaal? Daar leest u wat er is, sinds wanneer, en wat het oplost.',
      c: 'Bij Verantwoording staan de cijfers van een jaar, per kwartaal, met hun bron.',
    },
    weten: {
      a: 'Van andere gemeenten ziet u wat de regel openheid toestaat, en hoe oud dat is.',
      b: 'Kleine aantallen staan er niet. Zo is niemand te herkennen.',
    },
  },
  landelijk: {
    kop: 'Landelijk: wie heeft nog geen plaats?',
    stappen: {
      a: 'Kijk eerst bij "Nog geen plaats". De langst wachtende staat bovenaan.',
      b: 'Lees het knelpunt: wat is er, en wat zou helpen?',
      c: 'Kijk dan welke centrumgemeenten niets vrij hebben, of onder het minimum zitten.',
    },
    weten: {
      a: 'Een gestreept vakje is vrij, maar al lang niet bekeken. Bel het huis voor u erop rekent.',
      b: 'U ziet niet waar iemand vandaan komt en waar naartoe. Kan het niet wachten? Vraag dan een noodinzage.',
      c: 'Een noodinzage keurt iemand van een andere organisatie goed. Het huis en de aanvrager krijgen meteen bericht.',
    },
  },
  auditor: {
    kop: 'Auditor: het dossier lezen',
    stappen: {
      a: 'Kies een opvangorganisatie en een periode.',
      b: 'Lees norm voor norm wat er is gemeten. De dienst geeft geen oordeel.',
      c: 'Onder "Waar dit op rust" staan de regels die golden en de feiten waarmee u kunt natellen.',
    },
    weten: {
      a: 'Wie het logboek heeft, kan elk cijfer zelf natellen.',
      b: 'Bij Noodinzage keurt u goed wat niet kan wachten. Vraag eerst waarom, en of het nummer klopt.',
    },
  },
  fg: {
    kop: 'Privacyfunctionaris: wie keek wat na?',
    stappen: {
      a: 'Lees waarom een inzage hier staat: geweigerd, geen lopende zaak, veel in een uur, een ongewoon uur, of het lot.',
      b: 'Weet u dat het klopt? Kies "In orde". Weet u het niet? Kies "Navragen" en bel de collega.',
      c: 'Mocht het niet? Kies "Onterecht", en volg uw eigen afspraken over een datalek.',
      d: 'Belt de landelijke coördinatie om een noodinzage? Vraag waarom het niet kan wachten, en keur alleen dan goed.',
    },
    weten: {
      a: 'U ziet alleen inzages van mensen van uw eigen organisatie. U ziet geen huishoudens.',
      b: 'Een oordeel blijft staan. Uw eigen inzages beoordeelt een ander.',
      c: 'Wie te veel opent in een uur, opent dat uur niets nieuws meer.',
    },
  },
  systeembeheerder: {
    kop: 'Systeembeheerder: de regels',
    stappen: {
      a: 'Zoek de regel, en lees wat het getal doet en wat er gold.',
      b: 'Stel een andere waarde voor, met de bron en de reden.',
      c: 'Een andere beheerder keurt het goed. Het gaat op zijn vroegst morgen in.',
    },
    weten: {
      a: 'U ziet geen plaatsen en geen huishoudens.',
    },
  },
});

export const NIET_INGELOGD: Werkplek = woordenlijst({
  kop: 'Voor u inlogt',
  stappen: {
    a: 'Kies als wie u wilt rondkijken. De rol bepaalt wat u ziet.',
    b: 'Daarna staat hier de hulp van uw werkplek.',
  },
  weten: {
    a: 'Alles is hier verzonnen. Vul niets in over echte mensen.',
  },
});

/** What each state of a place means, and of a promise; the code is that of the badge. */
export const BETEKENIS: Record<string, { naam: string; uitleg: string }> = woordenlijst({
  vrij: { naam: 'Vrij', uitleg: 'Hier kan nu iemand terecht. Het huis heeft het vandaag nog gezegd.' },
  onbevestigd: { naam: 'Vrij, onbevestigd', uitleg: 'Vrij volgens de dienst, maar al een dag niet bekeken. Het huis wordt eerst gevraagd.' },
  gereserveerd: { naam: 'Gereserveerd', uitleg: 'Vastgehouden voor een huishouden. Bevestigt de coördinator niet op tijd, dan vervalt het.' },
  bevestigd: { naam: 'Bevestigd', uitleg: 'Er komt iemand. Dit vervalt niet meer vanzelf.' },
  bezet: { naam: 'Bezet', uitleg: 'Er is iemand binnen.' },
  buiten_gebruik: { naam: 'Buiten gebruik', uitleg: 'Hier kan nu niemand terecht. De reden staat erbij.' },
  niet_verschenen: { naam: 'Niet verschenen', uitleg: 'Verwacht, en niet gekomen. Dit is een alarm: bel.' },
  zonder_plaats: { naam: 'Nog geen plaats', uitleg: 'De dienst zoekt verder bij alles wat vrijkomt.' },
});
