export default {
  Inloggen: 'Log in',
  'Inloggen voor de demonstratie': 'Log in to the demonstration',
  'Dit is een demonstratie met verzonnen gegevens.': 'This is a demonstration with invented data.',
  'De plaatsen, organisaties en aanvragen bestaan niet echt. Vul geen gegevens van echte mensen in.':
    'The places, organisations and requests do not really exist. Do not enter data of real people.',
  'Kies als wie u wilt rondkijken. De rol bepaalt wat u ziet en wat u kunt doen.':
    'Choose as whom you want to look around. The role decides what you see and what you can do.',
  'Op deze installatie kan nog niemand inloggen op dit scherm. Vraag uw systeembeheerder.':
    'Nobody can log in on this screen at this installation yet. Ask your system administrator.',
  'Inloggen lukt nu niet.': 'Logging in does not work now.',
  'Toon nog {0} andere': 'Show {0} others',
};
