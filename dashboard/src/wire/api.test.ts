import { describe, expect, test, vi } from 'vitest';
import { api, GeenAntwoord, Weigering, zeg } from './api';

function answer(status: number, body: unknown): ReturnType<typeof vi.fn> {
  const nep = vi.fn(() => Promise.resolve(new Response(body === null ? null : JSON.stringify(body), { status })));
  vi.stubGlobal('fetch', nep);
  return nep;
}

const PROBLEEM = {
  type: '/v1/problemen/ongeldige_invoer',
  title: 'Ongeldige invoer',
  status: 400,
  detail: 'De aanvraag heeft 1 fout.',
  fouten: [{ veld: 'nachten', fout: 'Kies 1, 2 of 3 nachten.' }],
};

describe('a request', () => {
  test('carries the key, the revisie and the body', async () => {
    const nep = answer(200, { id: 'x' });
    await expect(api.put('/plaatsen/x/status', { status: 'vrij' }, 7, 'sleutel-1')).resolves.toEqual({ id: 'x' });
    expect(nep).toHaveBeenCalledWith(
      '/v1/plaatsen/x/status',
      expect.objectContaining({
        method: 'PUT',
        body: '{"status":"vrij"}',
        headers: expect.objectContaining({ 'If-Match': '"7"', 'Idempotency-Key': 'sleutel-1', 'Content-Type': 'application/json' }),
      }),
    );
  });

  test('without content is an answer too', async () => {
    answer(204, null);
    await expect(api.delete('/sessies/huidige')).resolves.toBeUndefined();
  });
});

describe('a refusal', () => {
  test('carries its code, its words and every fault', async () => {
    answer(400, PROBLEEM);
    const fout = await api.post('/aanvragen', {}, 's').catch((reden: unknown) => reden);
    expect(fout).toBeInstanceOf(Weigering);
    expect(fout).toMatchObject({ code: 'ongeldige_invoer', status: 400, fouten: PROBLEEM.fouten });
    expect(zeg(fout)).toBe('De aanvraag heeft 1 fout.');
  });
});

describe('silence', () => {
  test('is no network', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
    await expect(api.get('/bezetting')).rejects.toBeInstanceOf(GeenAntwoord);
  });

  test('is also a page of something in between', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>', { status: 502 })));
    await expect(api.get('/bezetting')).rejects.toBeInstanceOf(GeenAntwoord);
  });
});

test('a fault of our own is not dressed up as one of the service', () => {
  expect(() => zeg(new RangeError('bug'))).toThrow('bug');
});
