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
  'U bent niet ingelogd.': 'You are not logged in.',
  'Log in bij uw eigen organisatie. Daarna komt u hier vanzelf terug.': 'Log in at your own organisation. After that you come back here by yourself.',
  'U bent weer ingelogd': 'You are logged in again',
  'U kunt dit venster sluiten en verdergaan waar u was.': 'You can close this window and go on where you were.',
  'Uw sessie is voorbij': 'Your session has ended',
  'Log opnieuw in. Wat u had ingevuld, blijft staan.': 'Log in again. What you had filled in stays.',
  'Log opnieuw in': 'Log in again',
  'Uw sessie eindigt om {0}. Log opnieuw in; uw werk blijft staan.': 'Your session ends at {0}. Log in again; your work stays.',
  'Het inloggen is niet gelukt. Probeer het opnieuw. Lukt het weer niet? Bel uw beheerder.':
    'Logging in did not work. Try again. If it fails again, call your administrator.',
  'U hebt het inloggen afgebroken. Er is niets gebeurd.': 'You stopped logging in. Nothing has happened.',
  'U hebt hier geen toegang. Vraag uw beheerder om een rol in deze dienst.': 'You have no access here. Ask your administrator for a role in this service.',
  'Voor uw rol moet u sterker inloggen, bijvoorbeeld met een passkey. Probeer het opnieuw.':
    'Your role needs a stronger way to log in, such as a passkey. Try again.',
  'Uw account is ingetrokken. Bel uw beheerder als dat niet klopt.': 'Your account was withdrawn. Call your administrator if that is wrong.',
  'Er is te vaak geprobeerd om in te loggen. Wacht een minuut en probeer het opnieuw.': 'There were too many tries to log in. Wait a minute and try again.',
  'De aanbieder geeft geen antwoord. Probeer het zo opnieuw, en bel bij spoed.': 'The provider does not answer. Try again soon, and call if it is urgent.',
};
