import { describe, expect, test } from 'vitest';
import verteld from '../../../tests/live/berichten.json';
import { maakBlokken } from '../testgegevens/live';
import type { Bezetting } from '../wire/contract';
import { leesBlokken } from './kolommen';
import { canoniek, tel, toonSom, weeg } from './som';
import { GROEPEN, LEEG, toestand, type Bericht, type Rij, type Stand } from './toestand';

const ROLLEN = Object.entries(verteld.berichten) as unknown as [string, Bericht[]][];

function opnieuwGeteld(stand: Stand): string {
  const rijen = Object.values(GROEPEN).flatMap((groep) => [...stand[groep].values()] as Rij[]);
  return toonSom(rijen.reduce((som, rij) => tel(som, weeg({ ...rij })), 0n));
}

describe.each(ROLLEN)('what the service tells a %s', (_rol, berichten) => {
  test('comes to the sum that it says, after every message that says one', () => {
    let stand = LEEG;
    for (const bericht of berichten) {
      stand = toestand(stand, bericht);
      expect(stand.klopt).toBe(true);
      expect(toonSom(stand.som)).toBe(opnieuwGeteld(stand));
      if ('hash' in bericht) expect(toonSom(stand.som)).toBe(bericht.hash);
    }
    const laatste = berichten.at(-1);
    expect(laatste?.soort === 'stand' && leesBlokken(laatste.bezetting)).toEqual([...stand.bezetting.values()]);
  });

  test('is found out when a message is lost, and right again after a stand', () => {
    const rijen = berichten.filter((bericht) => 'revisie' in bericht);
    const zonder = berichten.slice(0, -1).filter((bericht) => bericht !== rijen[0] && bericht.soort !== 'hersteld');
    const eerste = zonder.findIndex((bericht, n) => n > 0 && 'hash' in bericht);
    const stand = zonder.slice(0, eerste + 1).reduce(toestand, LEEG);
    expect(stand.klopt).toBe(false);
    const laatste = berichten.at(-1);
    if (laatste) expect(toestand(stand, laatste).klopt).toBe(true);
  });

  test('is found out when a figure changed on the way', () => {
    const [eerste] = berichten;
    if (eerste?.soort !== 'stand') throw new Error('the file begins with a stand');
    const [rij, ...rest] = leesBlokken<Bezetting>(eerste.bezetting);
    if (!rij) throw new Error('a stand has rows');
    const anders = maakBlokken([{ ...rij, vrij: (rij.vrij ?? 0) + 1 }, ...rest]);
    expect(toestand(LEEG, { ...eerste, bezetting: anders }).klopt).toBe(false);
  });
});

test('a row is its JSON with sorted keys at every depth and no spaces', () => {
  expect(canoniek({ b: [1, { z: null, a: true }], a: 'é\n"' })).toBe('{"a":"é\\n\\"","b":[1,{"a":true,"z":null}]}');
});

test('a sum goes round at 256 bits and is always 64 digits', () => {
  expect(toonSom(0n)).toBe('0'.repeat(64));
  expect(toonSom(tel(0n, -1n))).toBe('f'.repeat(64));
  expect(tel(tel(0n, -1n), 1n)).toBe(0n);
});

test('the hash of a row is SHA-256', () => {
  expect(toonSom(weeg({}))).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
});
