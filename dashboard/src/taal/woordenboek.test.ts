import { describe, expect, test } from 'vitest';
import { findTeksten } from './sleutels';

const BRONNEN = import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts', '!../testgegevens/**', '!../taal.svelte.ts', '!./**'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const BOEKEN = import.meta.glob<{ default: Record<string, string> }>('./en/*.ts', { eager: true });
/** Folders whose Dutch is not all translatable yet. */
const NOG_NIET: readonly string[] = [];

const teksten = new Map(Object.entries(BRONNEN).map(([pad, bron]) => [pad.slice(3), findTeksten(pad, bron)]));
const gebruikt = new Set([...teksten.values()].flatMap(({ sleutels }) => sleutels));
const engels = Object.entries(BOEKEN).flatMap(([pad, { default: boek }]) => Object.entries(boek).map(([sleutel, zin]) => ({ pad, sleutel, zin })));

test('the sources and the lists are read', () => {
  expect(teksten.size).toBeGreaterThan(90);
  expect(gebruikt.size).toBeGreaterThan(100);
});

test('every text has English', () => {
  const bekend = new Set(engels.map(({ sleutel }) => sleutel));
  expect([...gebruikt].filter((sleutel) => !bekend.has(sleutel))).toEqual([]);
});

test('no English is of a text that is gone', () => {
  expect(engels.filter(({ sleutel }) => !gebruikt.has(sleutel))).toEqual([]);
});

test('the same Dutch is the same English everywhere, and no English is empty', () => {
  const zinnen = new Map<string, Set<string>>();
  for (const { sleutel, zin } of engels) zinnen.set(sleutel, (zinnen.get(sleutel) ?? new Set()).add(zin));
  expect([...zinnen].filter(([, verschillend]) => verschillend.size > 1 || verschillend.has(''))).toEqual([]);
});

test('what is filled in, and one or more of something, is so in English too', () => {
  const vorm = (zin: string): string => [...zin.matchAll(/\{\d\}|\|/g)].map(([teken]) => teken).toSorted().join('');
  expect(engels.filter(({ sleutel, zin }) => vorm(sleutel) !== vorm(zin))).toEqual([]);
});

const mapVan = (pad: string): string => (pad.includes('/') ? (pad.split('/')[0] ?? '') : '.');
const mappen = new Set([...teksten.keys()].map(mapVan));

test.each([...mappen].filter((map) => !NOG_NIET.includes(map)))('nothing in %s is Dutch in every language', (map) => {
  const kaal = [...teksten].filter(([pad, gevonden]) => mapVan(pad) === map && gevonden.kaal.length);
  expect(kaal.map(([pad, gevonden]) => [pad, gevonden.kaal])).toEqual([]);
});

test('a folder that waits for English is really there', () => {
  expect(NOG_NIET.filter((map) => !mappen.has(map))).toEqual([]);
});

describe('what looks for texts', () => {
  test.each([
    ['<p>Even laden.</p>', 'Even laden.'],
    ['<p>{klaar ? "Gelukt" : ""}</p>', 'Gelukt'],
    ['<p>{`Sinds ${tijd}`}</p>', 'Sinds '],
    ['<p>{a && "klaar"}</p>', 'klaar'],
    ['<nav aria-label="Hoofdmenu"></nav>', 'aria-label="Hoofdmenu"'],
    ['<input placeholder={leeg ? "Typ een naam" : ""} />', 'Typ een naam'],
    ['<Veld label="Waar staat dit?" />', 'label="Waar staat dit?"'],
    ['<Knop doe={() => zeg("Dat is gelukt.")} />', 'Dat is gelukt.'],
    ['<p>{t`Dit ${goed ? "mag" : "mag niet"}`}</p>', 'mag niet'],
    ['<script lang="ts">const fout = "Vul het adres in.";</script>', 'Vul het adres in.'],
    ['<p>{aantal(n, een, meer)}</p>', 'aantal() without two literal words'],
  ])('finds what is bare in %s', (bron, kaal) => {
    expect(findTeksten('x.svelte', bron).kaal).toContain(kaal);
  });

  test.each([
    '<p lang="nl">Crisisplaatsen</p>',
    '<p class="veld veld--fout" aria-live="polite">{naam} {n}</p>',
    '<p>{status === "Vrij" ? t`Ja` : t`Nee`}</p>',
    '<Veld veld="geldigVanafDatum" soort="info" label={t`Waar staat dit?`} />',
    '<script lang="ts">if (e.key === "Escape") throw new Error("Not here.");</script>',
  ])('leaves %s alone', (bron) => {
    expect(findTeksten('x.svelte', bron).kaal).toEqual([]);
  });

  test('knows the keys of every kind', () => {
    const bron = 'const A = woordenlijst({ a: "Een", b: { c: "Twee" } }); const b = t`Nog ${aantal(n, "nacht", "nachten")} van ${m}`;';
    expect(findTeksten('x.ts', bron).sleutels).toEqual(['Een', 'Twee', 'Nog {0} van {1}', 'nacht|nachten']);
  });
});
