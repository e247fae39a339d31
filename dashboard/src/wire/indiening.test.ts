import { describe, expect, test, vi } from 'vitest';
import { GeenAntwoord, Weigering } from './api';
import { Indiening, type Poging } from './indiening';

function weiger(status: number, code: string): Weigering {
  return new Weigering({ type: `/v1/problemen/${code}`, title: code, status, detail: 'nee' });
}

async function attempt(indiening: Indiening, uitkomst: unknown = 'ja'): Promise<Poging> {
  const doe = vi.fn((_: Poging) => (uitkomst instanceof Error ? Promise.reject(uitkomst) : Promise.resolve(uitkomst)));
  await indiening.submit(doe).catch(() => undefined);
  const poging = doe.mock.calls[0]?.[0];
  if (!poging) throw new Error('nothing was sent');
  return poging;
}

describe('a second press', () => {
  test.each([
    ['silence', new GeenAntwoord()],
    ['an overloaded service', weiger(503, 'even_niet')],
    ['a busy twin', weiger(409, 'bezig')],
    ['too many requests', weiger(429, 'te_veel')],
  ])('after %s repeats the key and the instant', async (_, fout) => {
    const indiening = new Indiening();
    const eerste = await attempt(indiening, fout);
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
    expect(await attempt(indiening)).toEqual(eerste);
  });

  test.each([
    ['a yes', 'ja'],
    ['faults in the input', weiger(400, 'ongeldige_invoer')],
    ['a rule of the field', weiger(409, 'minimum_plaatsen')],
    ['a stale revisie', weiger(412, 'revisie_verouderd')],
    ['the word that the first did arrive', weiger(409, 'idempotentie_anders')],
  ])('after %s is a new one', async (_, uitkomst) => {
    const indiening = new Indiening();
    const eerste = await attempt(indiening, uitkomst);
    expect((await attempt(indiening)).sleutel).not.toBe(eerste.sleutel);
  });
});

test('the answer and the refusal reach the caller', async () => {
  await expect(new Indiening().submit(() => Promise.resolve(3))).resolves.toBe(3);
  await expect(new Indiening().submit(() => Promise.reject(weiger(400, 'x')))).rejects.toThrow('nee');
});
