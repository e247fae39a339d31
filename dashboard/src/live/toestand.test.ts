import { describe, expect, test } from 'vitest';
import { maakBlokken } from '../testgegevens/live';
import { maakLiveAanvraag, maakBezetting, maakLivePlaats, maakMelding, maakNormsignaal, maakPlaatsing, maakVraag } from '../testgegevens/maak';
import { LEEG, toestand, type Bericht } from './toestand';

type StandBericht = Extract<Bericht, { soort: 'stand' }>;

function maakStand(delen: Partial<StandBericht> = {}): StandBericht {
  return {
    soort: 'stand',
    epoch: 'e1',
    volgnummer: 10,
    tijdstipOp: '2026-11-21T20:00:00Z',
    verzonnen: true,
    minimum: 2,
    bezetting: maakBlokken([maakBezetting({ revisie: 5 })]),
    plaatsen: [maakLivePlaats({ revisie: 5 })],
    plaatsingen: [maakPlaatsing({ revisie: 5 })],
    aanvragen: [maakLiveAanvraag({ revisie: 5 })],
    ...delen,
  };
}

const begin = toestand(LEEG, maakStand());

describe('a stand', () => {
  test('fills everything', () => {
    expect(begin.epoch).toBe('e1');
    expect(begin.volgnummer).toBe(10);
    expect(begin.verzonnen).toBe(true);
    expect(begin.bezetting.get('GM0193')?.vrij).toBe(2);
    expect(begin.plaatsen.size).toBe(1);
    expect(begin.plaatsingen.size).toBe(1);
  });

  test('of another epoch replaces everything, lower revisies and numbers included', () => {
    const na = toestand(
      begin,
      maakStand({ epoch: 'e2', volgnummer: 3, bezetting: maakBlokken([maakBezetting({ vrij: 0, revisie: 1 })]), plaatsen: [] }),
    );
    expect(na.epoch).toBe('e2');
    expect(na.volgnummer).toBe(3);
    expect(na.bezetting.get('GM0193')?.vrij).toBe(0);
    expect(na.plaatsen.size).toBe(0);
  });

  test('of the same epoch replaces everything too: it is what the service says, and nothing else is', () => {
    const verder = toestand(begin, { soort: 'plaatsing', volgnummer: 10, ...maakPlaatsing({ status: 'bevestigd', revisie: 6 }) });
    const na = toestand(verder, maakStand({ plaatsen: [] }));
    expect(na.plaatsingen.get('plaatsing-1')?.status).toBe('gereserveerd');
    expect(na.plaatsen.size).toBe(0);
  });

  test('of another epoch forgets which places were removed', () => {
    const weg = toestand(begin, { soort: 'plaats', volgnummer: 11, id: 'plaats-1', verwijderd: true, revisie: 6 });
    const na = toestand(weg, maakStand({ epoch: 'e2', plaatsen: [] }));
    const terug = toestand(na, { soort: 'plaats', volgnummer: 12, ...maakLivePlaats({ revisie: 1 }) });
    expect(terug.plaatsen.has('plaats-1')).toBe(true);
  });
});

describe('a change', () => {
  test('with a higher revisie is taken', () => {
    const na = toestand(begin, { soort: 'bezetting', volgnummer: 11, ...maakBezetting({ vrij: 1, revisie: 6 }) });
    expect(na.bezetting.get('GM0193')?.vrij).toBe(1);
    expect(na.volgnummer).toBe(11);
  });

  test('with an older revisie than is known changes nothing', () => {
    const na = toestand(begin, { soort: 'bezetting', volgnummer: 11, ...maakBezetting({ vrij: 9, revisie: 4 }) });
    expect(na.bezetting).toBe(begin.bezetting);
  });

  test('of a plaatsing or an aanvraag follows the same rule', () => {
    const plaatsing = toestand(begin, { soort: 'plaatsing', volgnummer: 9, ...maakPlaatsing({ status: 'vervallen', revisie: 4 }) });
    expect(plaatsing.plaatsingen.get('plaatsing-1')?.status).toBe('gereserveerd');
    expect(plaatsing.volgnummer).toBe(10);
    const aanvraag = toestand(begin, { soort: 'aanvraag', volgnummer: 12, ...maakLiveAanvraag({ status: 'bevestigd', revisie: 6 }) });
    expect(aanvraag.aanvragen.get('aanvraag-1')?.status).toBe('bevestigd');
  });

  test('leaves the stand before it as it was', () => {
    toestand(begin, { soort: 'bezetting', volgnummer: 11, ...maakBezetting({ vrij: 0, revisie: 9 }) });
    expect(begin.bezetting.get('GM0193')?.vrij).toBe(2);
  });

  test('of a kind that is not known yet is passed over', () => {
    expect(toestand(begin, { soort: 'verblijf', volgnummer: 11 } as unknown as Bericht)).toBe(begin);
  });
});

describe('a removed place', () => {
  const weg = toestand(begin, { soort: 'plaats', volgnummer: 11, id: 'plaats-1', verwijderd: true, revisie: 6 });

  test('is gone', () => {
    expect(weg.plaatsen.has('plaats-1')).toBe(false);
  });

  test('is not brought back by an older state that comes late', () => {
    const na = toestand(weg, { soort: 'plaats', volgnummer: 11, ...maakLivePlaats({ revisie: 5 }) });
    expect(na.plaatsen.has('plaats-1')).toBe(false);
  });

  test('stays when the removal itself is older than what is known', () => {
    const nieuwer = toestand(begin, { soort: 'plaats', volgnummer: 12, ...maakLivePlaats({ revisie: 8 }) });
    const na = toestand(nieuwer, { soort: 'plaats', volgnummer: 12, id: 'plaats-1', verwijderd: true, revisie: 7 });
    expect(na.plaatsen.has('plaats-1')).toBe(true);
  });
});

/** One thing of each kind that ends: as it runs, and as it is told once more when it is over. */
const VOORBIJ = [
  ['normsignalen', (revisie: number, over = false) => ({ soort: 'normsignaal', volgnummer: 11, ...maakNormsignaal({ revisie, ...(over && { beeindigdOp: '2026-11-21T21:00:00Z' }) }) })],
  ['meldingen', (revisie: number, over = false) => ({ soort: 'melding', volgnummer: 11, ...maakMelding({ revisie, ...(over && { gezienOp: '2026-11-21T21:00:00Z' }) }) })],
  ['vragen', (revisie: number, over = false) => ({ soort: 'vraag', volgnummer: 11, ...maakVraag({ revisie, ...(over && { status: 'ja' as const }) }) })],
] as const satisfies [string, (revisie: number, over?: boolean) => Bericht][];

describe.each(VOORBIJ)('%s', (groep, maak) => {
  const open = toestand(begin, maak(5));

  test('are kept while they are open', () => {
    expect(open[groep].size).toBe(1);
    expect(toestand(open, maak(4))[groep]).toBe(open[groep]);
    expect([...toestand(open, maak(6))[groep].values()][0]?.revisie).toBe(6);
  });

  test('are gone when they are over, and no older state brings one back', () => {
    const weg = toestand(open, maak(6, true));
    expect(weg[groep].size).toBe(0);
    expect(toestand(weg, maak(5))[groep].size).toBe(0);
    expect(toestand(weg, maak(6))[groep].size).toBe(0);
    expect(toestand(weg, maak(5)).volgnummer).toBe(11);
  });

  test('stay when the word that they are over is older than what is known', () => {
    expect(toestand(toestand(open, maak(8)), maak(7, true))[groep].size).toBe(1);
  });

  test('come back under a higher revisie, and only then', () => {
    const weg = [maak(6, true), maak(5, true)].reduce(toestand, open);
    expect(toestand(weg, maak(6))[groep].size).toBe(0);
    expect(toestand(weg, maak(7))[groep].size).toBe(1);
  });

  test('are none after a stand of a service that does not know them', () => {
    expect(toestand(open, maakStand())[groep].size).toBe(0);
  });
});

describe('hersteld and hartslag', () => {
  test.each(['hersteld', 'hartslag'] as const)('%s keeps every state and moves number and time', (soort) => {
    const na = toestand(begin, { soort, epoch: 'e1', volgnummer: 14, tijdstipOp: '2026-11-21T20:00:30Z' });
    expect(na.bezetting).toBe(begin.bezetting);
    expect(na.aanvragen).toBe(begin.aanvragen);
    expect(na.volgnummer).toBe(14);
    expect(na.tijdstipOp).toBe('2026-11-21T20:00:30Z');
  });
});

test('the same messages twice and in any order end in the same stand', () => {
  const berichten: Bericht[] = [6, 7, 8].map((revisie) => ({
    soort: 'bezetting',
    volgnummer: revisie,
    ...maakBezetting({ vrij: revisie, revisie }),
  }));
  const volgordes = [berichten, berichten.toReversed(), [...berichten, ...berichten]];
  for (const volgorde of volgordes) {
    expect(volgorde.reduce(toestand, begin).bezetting.get('GM0193')?.vrij).toBe(8);
  }
});

test('wie is aangekomen verdwijnt bij de landelijke coördinatie en komt niet terug', () => {
  const begin = toestand(LEEG, { soort: 'aanvraag', volgnummer: 1, ...maakLiveAanvraag({ id: 'a-1', revisie: 2 }) });
  expect(begin.aanvragen.size).toBe(1);
  const weg = toestand(begin, { soort: 'aanvraag', volgnummer: 2, id: 'a-1', verwijderd: true, revisie: 3 });
  expect(weg.aanvragen.size).toBe(0);
  const laat = toestand(weg, { soort: 'aanvraag', volgnummer: 3, ...maakLiveAanvraag({ id: 'a-1', revisie: 2 }) });
  expect(laat.aanvragen.size).toBe(0);
});
