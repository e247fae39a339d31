import { expect, test } from 'vitest';
import type { Gemeente } from '../wire/contract';
import { findGemeenten, naamMetGenoemd, regioVan } from './zoeken';

const gemeenten = ['Zwolle', 'Zwartewaterland', "'s-Hertogenbosch", 'Súdwest-Fryslân', 'Ede', 'Bodegraven-Reeuwijk', 'Meierijstad'].map(
  (naam): Gemeente => ({ code: naam, naam, veiligheidsregio: '', formeel: '', feitelijk: '' }),
);
const namen = (tekst: string, hoogstens = 8): string[] => findGemeenten(gemeenten, tekst, hoogstens).map(({ naam }) => naam);

test('names that begin with the letters come before names that hold them', () => {
  expect(namen('ede')).toEqual(['Ede']);
  expect(namen('e')[0]).toBe('Ede');
});

test('accents, apostrophes and capitals do not matter', () => {
  expect(namen('SUDWEST')).toEqual(['Súdwest-Fryslân']);
  expect(namen('s her')).toEqual(["'s-Hertogenbosch"]);
});

test('nothing typed finds nothing, and there is an upper bound', () => {
  expect(namen('  ')).toEqual([]);
  expect(namen('zw', 1)).toEqual(['Zwolle']);
});

test('the name that people use finds the gemeente too, and is shown next to the official one', () => {
  const haag: Gemeente = { code: 'GM0518', naam: "'s-Gravenhage", veiligheidsregio: '', formeel: '', feitelijk: '' };
  expect(findGemeenten([...gemeenten, haag], 'den haag', 8)).toEqual([haag]);
  expect(findGemeenten([...gemeenten, haag], 'gravenhage', 8)).toEqual([haag]);
  expect(naamMetGenoemd(haag)).toBe("'s-Gravenhage (Den Haag)");
});

test('a gemeente tells its region, and both where paper and practice differ', () => {
  const kampen: Gemeente = { code: 'GM0166', naam: 'Kampen', veiligheidsregio: '', formeel: '', feitelijk: '' };
  const naam = (code: string): string => code;
  expect(regioVan({ ...kampen, formeel: 'Zwolle', feitelijk: 'Zwolle' }, naam)).toBe('regio Zwolle');
  expect(regioVan({ ...kampen, formeel: 'Amersfoort', feitelijk: 'Ede' }, naam)).toBe('regio Amersfoort en Ede');
  expect(regioVan(kampen, naam)).toBe('');
});
