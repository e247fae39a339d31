export default {
  'Ga naar': 'Go to',
  'Ga naar een pagina, een aanvraag of een centrumgemeente': 'Go to a page, a request or a centre municipality',
  'Typ een naam of een referentie. Er is geen zoeken naar mensen.': 'Type a name or a reference. There is no search for people.',
  Gevonden: 'Found',
  'Niets gevonden': 'Nothing found',
  'gevonden|gevonden': 'found|found',
  'Nieuwe aanvraag': 'New request',
  Begin: 'Begin',
  Pagina: 'Page',
  'Aanvraag: {0}': 'Request: {0}',
  'Plaatsing: {0}': 'Placement: {0}',
  'Plaats: {0}': 'Place: {0}',
};
