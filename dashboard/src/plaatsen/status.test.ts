import { describe, expect, test } from 'vitest';
import { legeWijziging, readWijziging, type Wijziging } from './status';

const MOMENT = { datum: '2026-11-21', tijd: '20:00', tweede: false };

function lees(delen: Partial<Wijziging>): unknown {
  return readWijziging({ ...legeWijziging(), ...delen });
}

function velden(delen: Partial<Wijziging>): string[] {
  const uit = readWijziging({ ...legeWijziging(), ...delen });
  return 'fouten' in uit ? uit.fouten.map(({ veld }) => veld) : [];
}

describe('a new status', () => {
  test('must be chosen', () => {
    expect(velden({})).toEqual(['status']);
  });

  test('vrij needs nothing more', () => {
    expect(lees({ status: 'vrij', sinds: MOMENT, reden: 'brand' })).toEqual({ body: { status: 'vrij' } });
  });

  test('bezet needs since when', () => {
    expect(velden({ status: 'bezet' })).toEqual(['sindsOp']);
    expect(lees({ status: 'bezet', sinds: MOMENT })).toEqual({ body: { status: 'bezet', sindsOp: '2026-11-21T19:00:00Z' } });
  });

  test('buiten gebruik needs why, and whether it is a fact', () => {
    expect(velden({ status: 'buiten_gebruik' })).toEqual(['reden', 'feit']);
    expect(lees({ status: 'buiten_gebruik', reden: 'brand', wanneer: 'nu' })).toEqual({
      body: { status: 'buiten_gebruik', reden: 'brand', feit: true },
    });
  });

  test('as a plan needs from when; the end may be open', () => {
    const plan = { status: 'buiten_gebruik', reden: 'onderhoud', wanneer: 'plan' } as const;
    expect(velden(plan)).toEqual(['vanafOp']);
    expect(lees({ ...plan, vanaf: MOMENT, tot: { ...MOMENT, datum: '2026-11-22' } })).toEqual({
      body: {
        status: 'buiten_gebruik',
        reden: 'onderhoud',
        feit: false,
        vanafOp: '2026-11-21T19:00:00Z',
        verwachtTotOp: '2026-11-22T19:00:00Z',
      },
    });
    expect(velden({ ...plan, vanaf: MOMENT, tot: { ...MOMENT, tijd: '' } })).toEqual(['verwachtTotOp']);
  });
});
