import { vi } from 'vitest';
import type { Historie, Historiepunt, Verwachting } from '../historie/vormen';

/** Valid points of the past and of what is to come, for tests. */

export function maakPunt(delen: Partial<Historiepunt> = {}): Historiepunt {
  return {
    vanOp: '2026-12-01T02:00:00Z',
    totOp: '2026-12-01T03:00:00Z',
    gemetenMinuten: 60,
    openheid: 'volledig',
    inzetbaar: 4,
    vrij: 2,
    vrijLaagst: 1,
    vrijHoogst: 3,
    onbevestigd: 0,
    bezet: 2,
    buitenGebruik: 0,
    geenVrijMinuten: 0,
    onderMinimumMinuten: 0,
    gemiddeldVrijDerden: null,
    opvangplaatsen: { inzetbaar: 10, vrij: 3, bezet: 7 },
    ...delen,
  };
}

export function maakHistorie(delen: Partial<Historie> = {}): Historie {
  return {
    centrumgemeente: null,
    vanOp: '2026-11-30T03:00:00Z',
    totOp: '2026-12-01T03:00:00Z',
    stap: 'uur',
    begonnenOp: '2026-11-01T00:00:00Z',
    punten: [maakPunt({ vanOp: '2026-12-01T01:00:00Z', totOp: '2026-12-01T02:00:00Z', vrij: 3 }), maakPunt()],
    ...delen,
  };
}

export function maakVerwachting(delen: Partial<Verwachting> = {}): Verwachting {
  const vensters = [
    { totOp: '2026-12-01T11:00:00Z', vertrek: 0, terug: 0, uit: 0, vrij: 40 },
    { totOp: '2026-12-02T11:00:00Z', vertrek: 3, terug: 1, uit: 2, vrij: 42 },
    { totOp: '2026-12-03T11:00:00Z', vertrek: 2, terug: 0, uit: 0, vrij: 44 },
  ];
  return {
    tijdstipOp: '2026-12-01T03:00:00Z',
    land: { vrij: 40, vensters },
    centrumgemeenten: [
      { code: 'GM0193', naam: 'Zwolle', vrij: 1, vensters: [{ totOp: '2026-12-05T11:00:00Z', vertrek: 1, terug: 0, uit: 0, vrij: 2 }] },
      { code: 'GM0363', naam: 'Amsterdam', vrij: 2, vensters: vensters.map((venster) => ({ ...venster, vrij: venster.vrij - 38 })) },
    ],
    ...delen,
  };
}

/** A browser that measures no boxes, as jsdom is one. */
export function measureNothing(): void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = (): void => undefined;
      unobserve = (): void => undefined;
      disconnect = (): void => undefined;
    },
  );
}
