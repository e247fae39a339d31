import { describe, expect, test } from 'vitest';
import { Weigering } from './api';
import { Handeling } from './handeling.svelte';

const NEE = new Weigering({
  type: '/v1/problemen/minimum_plaatsen',
  title: 'Minimum',
  status: 409,
  detail: 'Dan zijn er minder dan 2.',
  fouten: [{ veld: 'status', fout: 'Kan niet.' }],
});

describe('a handeling', () => {
  test('runs once at a time', async () => {
    const handeling = new Handeling();
    let klaar = (): void => undefined;
    const eerste = handeling.run(() => new Promise<void>((doe) => (klaar = doe)));
    expect(handeling.bezig).toBe(true);
    expect(await handeling.run(() => Promise.reject(new Error('ran twice')))).toBe(false);
    klaar();
    expect(await eerste).toBe(true);
    expect(handeling.bezig).toBe(false);
  });

  test('shows a refusal and forgets it at the next try', async () => {
    const handeling = new Handeling();
    expect(await handeling.run(() => Promise.reject(NEE))).toBe(false);
    expect(handeling).toMatchObject({ fout: 'Dan zijn er minder dan 2.', code: 'minimum_plaatsen', fouten: NEE.fouten });
    expect(await handeling.run(() => Promise.resolve())).toBe(true);
    expect(handeling).toMatchObject({ fout: '', code: '', fouten: [] });
  });

  test('lets a fault of our own through and is free again', async () => {
    const handeling = new Handeling();
    await expect(handeling.run(() => Promise.reject(new RangeError('bug')))).rejects.toThrow('bug');
    expect(handeling.bezig).toBe(false);
  });
});
