import { expect, test } from 'vitest';
import { voorbereiding } from './voorbereiding';

const kind = (leeftijd: number): { leeftijd: number } => ({ leeftijd });

test.each([
  [{ volwassenen: 1, kinderen: [], behoeften: [] }, ['Bedden: 1']],
  [
    { volwassenen: 1, kinderen: [kind(0), kind(1), kind(2)], behoeften: [] },
    ['Bedden: 2', 'Babybed: 2', 'Eten en drinken voor 3 kinderen'],
  ],
  [{ volwassenen: 1, kinderen: [kind(4)], behoeften: ['babybed', 'tolk'] }, ['Bedden: 2', 'Babybed: 1', 'Een tolk aan de telefoon', 'Eten en drinken voor 1 kind']],
  [
    { volwassenen: 2, kinderen: [], behoeften: ['rolstoel', 'zwanger', 'mannenopvang', 'huisdier'] },
    ['Bedden: 2', 'Vrije doorgang voor een rolstoel', 'Iemand is zwanger: een bed op een rustige plek', 'Een plek voor een man', 'Een plek voor een huisdier'],
  ],
])('for %j a house gets ready', (huishouden, klaar) => {
  expect(voorbereiding(huishouden)).toEqual(klaar);
});
