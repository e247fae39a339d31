export default {
  Hulp: 'Help',
  'Terug naar uw werk': 'Back to your work',
  'Naar inloggen': 'To logging in',
  'Is het scherm grijs?': 'Is the screen grey?',
  'Dan is er geen verbinding en kan alles veranderd zijn. Boven aan staat sinds wanneer.':
    'Then there is no connection and everything may have changed. At the top it says since when.',
  'Kijk of uw apparaat internet heeft. Laat de pagina open: hij probeert het vanzelf.':
    'See whether your device has internet. Leave the page open: it tries by itself.',
  'Beslis niets op een grijs scherm. Bel het huis of de coördinator.': 'Decide nothing on a grey screen. Call the house or the coordinator.',
  'Werkt het na vijf minuten nog niet? Laad de pagina opnieuw, of gebruik een ander apparaat.':
    'Does it still not work after five minutes? Load the page again, or use another device.',
  'Wie belt u?': 'Whom do you call?',
  'Nu gevaar': 'Danger now',
  'Over een aanvraag of wie er komt': 'About a request, or who is coming',
  'De knop met het telefoonnummer bij de aanvraag of op de kaart. De dienst legt vast dat u kijkt.':
    'The button with the telephone number at the request or on the card. The service records that you look.',
  'Geen plaats te vinden': 'No place to be found',
  'De landelijke coördinatie. Dat nummer staat in de afspraken van uw organisatie, niet in deze dienst.':
    'National coordination. That number is in the agreements of your organisation, not in this service.',
  'De dienst doet het niet': 'The service does not work',
  'De systeembeheerder van uw organisatie.': 'The system administrator of your organisation.',
  'Wat betekent het?': 'What does it mean?',
  'Coördinator: een plaats vinden': 'Coordinator: finding a place',
  'Klik op "Nieuwe aanvraag". Vul in wie er komt, wat nodig is, en welke gebieden niet veilig zijn.':
    'Click "New request". Enter who is coming, what is needed, and which areas are not safe.',
  'Zeg wanneer code rood is vastgesteld. Vanaf dat moment loopt de klok van 24 uur.':
    'Say when code red was established. From that moment the clock of 24 hours runs.',
  'De dienst reserveert de beste plaats en zegt waarom. Een andere kiezen kan.': 'The service reserves the best place and says why. You can choose another.',
  'Bevestig. Pas daarna is de plaats zeker. Anders vervalt de reservering vanzelf.':
    'Confirm. Only then is the place certain. Otherwise the reservation lapses by itself.',
  'Heeft het huis het na een tijdje nog niet gezien? Bel het nummer dat erbij staat.':
    'Has the house not seen it after a while? Call the number that is shown.',
  'Is er geen plaats? Dan staat erbij waarom, en wat u kunt doen. De dienst blijft zoeken.':
    'Is there no place? Then it says why, and what you can do. The service keeps looking.',
  'Meldt een huis een plaats terug? Dan zoekt de dienst meteen een andere. U hoort het.':
    'Does a house hand a place back? Then the service looks for another at once. You will hear.',
  'Schrijf nergens een naam of een adres. Daar is ook geen plek voor.': 'Write no name or address anywhere. There is no room for it either.',
  'Opvang: uw plaatsen en wie er komt': 'Shelter: your places and who is coming',
  'Hoort u het alarm? Kijk bovenaan wie er komt, en zeg "Ja, wij ontvangen hen".':
    'Do you hear the alarm? Look at the top who is coming, and say "Yes, we receive them".',
  'Zet klaar wat erbij staat, en meld de aankomst zodra het huishouden binnen is.':
    'Prepare what it says, and report the arrival as soon as the household is inside.',
  'Tik één keer per dienst op "Nog steeds vrij" bij elke vrije plaats. Anders vertrouwt niemand erop.':
    'Tap "Still free" once a shift at every free place. Otherwise nobody relies on it.',
  'Is een plaats niet meer te gebruiken? Kies "Wijzig". Is het hele huis weg? Ga naar Huizen.':
    'Can a place no longer be used? Choose "Change". Is the whole house gone? Go to Houses.',
  'Kan iemand hier niet komen? Kies een reden van de lijst. Erbij staat wat de reden doet.':
    'Can somebody not come here? Choose a reason from the list. It says what the reason does.',
  'Zonder netwerk kunt u doorwerken. Wat nog niet verstuurd is, staat op het scherm.':
    'Without a network you can go on working. What was not sent yet is on the screen.',
  'Iemand was u voor? De kaart wordt ververst. Kijk, en doe het opnieuw als het nog moet.':
    'Was somebody before you? The card is refreshed. Look, and do it again if it is still needed.',
  'Centrumgemeente: het land en uw eigen plicht': 'Centre municipality: the country and your own duty',
  'Kijk eerst naar uw eigen rij: haalt u het minimum, en is er iets vrij?': 'Look at your own row first: do you reach the minimum, and is anything free?',
  'Staat er een normsignaal? Daar leest u wat er is, sinds wanneer, en wat het oplost.':
    'Is there a norm signal? There you read what is wrong, since when, and what solves it.',
  'Bij Verantwoording staan de cijfers van een jaar, per kwartaal, met hun bron.':
    'At Accountability are the figures of a year, by quarter, with their source.',
  'Van andere gemeenten ziet u wat de regel openheid toestaat, en hoe oud dat is.':
    'Of other municipalities you see what the rule openness allows, and how old that is.',
  'Kleine aantallen staan er niet. Zo is niemand te herkennen.': 'Small numbers are left out. So nobody can be recognised.',
  'Landelijk: wie heeft nog geen plaats?': 'National: who has no place yet?',
  'Kijk eerst bij "Nog geen plaats". De langst wachtende staat bovenaan.': 'Look at "No place yet" first. Who waits longest is at the top.',
  'Lees het knelpunt: wat is er, en wat zou helpen?': 'Read the bottleneck: what is wrong, and what would help?',
  'Kijk dan welke centrumgemeenten niets vrij hebben, of onder het minimum zitten.':
    'Then look which centre municipalities have nothing free, or are below the minimum.',
  'Een gestreept vakje is vrij, maar al lang niet bekeken. Bel het huis voor u erop rekent.':
    'A striped box is free, but nobody has looked for long. Call the house before you count on it.',
  'U ziet niet waar iemand vandaan komt en waar naartoe. Kan het niet wachten? Vraag dan een noodinzage.':
    'You do not see where somebody comes from and goes to. Can it not wait? Then ask for an emergency look.',
  'Een noodinzage keurt iemand van een andere organisatie goed. Het huis en de aanvrager krijgen meteen bericht.':
    'An emergency look is approved by somebody of another organisation. The house and the requester are told at once.',
  'Bij Noodinzage keurt u goed wat niet kan wachten. Vraag eerst waarom, en of het nummer klopt.':
    'At Emergency look you approve what cannot wait. First ask why, and whether the number is right.',
  'Auditor: het dossier lezen': 'Auditor: reading the dossier',
  'Kies een opvangorganisatie en een periode.': 'Choose a shelter organisation and a period.',
  'Lees norm voor norm wat er is gemeten. De dienst geeft geen oordeel.': 'Read norm by norm what was measured. The service gives no verdict.',
  'Onder "Waar dit op rust" staan de regels die golden en de feiten waarmee u kunt natellen.':
    'Under "What this rests on" are the rules that held and the facts with which you can count again.',
  'Wie het logboek heeft, kan elk cijfer zelf natellen.': 'Whoever has the log can count every figure again.',
  'Privacyfunctionaris: wie keek wat na?': 'Privacy officer: who looked at what?',
  'Lees waarom een inzage hier staat: geweigerd, geen lopende zaak, veel in een uur, een ongewoon uur, of het lot.':
    'Read why a look is here: refused, no open case, much in an hour, an unusual hour, or chance.',
  'Weet u dat het klopt? Kies "In orde". Weet u het niet? Kies "Navragen" en bel de collega.':
    'Do you know that it is right? Choose "In order". Do you not know? Choose "Ask" and call the colleague.',
  'Mocht het niet? Kies "Onterecht", en volg uw eigen afspraken over een datalek.':
    'Was it not allowed? Choose "Not justified", and follow your own agreements on a data breach.',
  'Belt de landelijke coördinatie om een noodinzage? Vraag waarom het niet kan wachten, en keur alleen dan goed.':
    'Does national coordination call about an emergency look? Ask why it cannot wait, and approve only then.',
  'U ziet alleen inzages van mensen van uw eigen organisatie. U ziet geen huishoudens.':
    'You only see looks by people of your own organisation. You see no households.',
  'Een oordeel blijft staan. Uw eigen inzages beoordeelt een ander.': 'A judgement stays. Your own looks are reviewed by somebody else.',
  'Wie te veel opent in een uur, opent dat uur niets nieuws meer.': 'Whoever opens too much in an hour opens nothing new in that hour.',
  'Systeembeheerder: de regels': 'System administrator: the rules',
  'Zoek de regel, en lees wat het getal doet en wat er gold.': 'Find the rule, and read what the number does and what held.',
  'Stel een andere waarde voor, met de bron en de reden.': 'Propose another value, with the source and the reason.',
  'Een andere beheerder keurt het goed. Het gaat op zijn vroegst morgen in.': 'Another administrator approves it. It begins tomorrow at the earliest.',
  'U ziet geen plaatsen en geen huishoudens.': 'You see no places and no households.',
  'Voor u inlogt': 'Before you log in',
  'Kies als wie u wilt rondkijken. De rol bepaalt wat u ziet.': 'Choose as whom you want to look around. The role decides what you see.',
  'Daarna staat hier de hulp van uw werkplek.': 'After that the help of your workplace is here.',
  'Alles is hier verzonnen. Vul niets in over echte mensen.': 'Everything here is invented. Enter nothing about real people.',
  'Vrij, onbevestigd': 'Free, unconfirmed',
  'Hier kan nu iemand terecht. Het huis heeft het vandaag nog gezegd.': 'Somebody can go here now. The house said so within a day.',
  'Vrij volgens de dienst, maar al een dag niet bekeken. Het huis wordt eerst gevraagd.':
    'Free according to the service, but nobody has looked for a day. The house is asked first.',
  'Vastgehouden voor een huishouden. Bevestigt de coördinator niet op tijd, dan vervalt het.':
    'Held for a household. If the coordinator does not confirm in time, it lapses.',
  'Er komt iemand. Dit vervalt niet meer vanzelf.': 'Somebody is coming. This no longer lapses by itself.',
  'Er is iemand binnen.': 'Somebody is inside.',
  'Hier kan nu niemand terecht. De reden staat erbij.': 'Nobody can go here now. The reason is shown.',
  'Verwacht, en niet gekomen. Dit is een alarm: bel.': 'Expected, and did not come. This is an alarm: call.',
  'De dienst zoekt verder bij alles wat vrijkomt.': 'The service goes on looking at whatever comes free.',
};
