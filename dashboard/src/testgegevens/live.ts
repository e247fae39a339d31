import { vi } from 'vitest';
import type { Blok } from '../live/kolommen';
import { startLive } from '../live/live.svelte';
import type { Bericht } from '../live/toestand';
import type { Bezetting, LiveAanvraag, LivePlaats, Melding, Normsignaal, Plaatsing, Vraag } from '../wire/contract';

/** The far end of the live connection in a test: says what the service would say. Needs fake timers. */
export interface Overkant {
  say: (bericht: Bericht) => Promise<void>;
  hangUp: (code: number) => void;
  gestuurd: unknown[];
}

export function connectLive(refuse: (code: number) => void = () => undefined): Overkant {
  const sockets: NepSocket[] = [];
  const gestuurd: unknown[] = [];
  class NepSocket {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    readyState = 1;
    onopen: (() => void) | null = null;
    onmessage: ((e: { data: string }) => void) | null = null;
    onclose: ((e: { code: number }) => void) | null = null;
    constructor() {
      sockets.push(this);
    }
    send(tekst: string): void {
      gestuurd.push(JSON.parse(tekst));
    }
    close(): void {
      this.readyState = 3;
    }
  }
  vi.stubGlobal('WebSocket', NepSocket);
  startLive(refuse);
  return {
    gestuurd,
    say: async (bericht) => {
      sockets.at(-1)?.onmessage?.({ data: JSON.stringify(bericht) });
      await vi.advanceTimersByTimeAsync(50);
    },
    hangUp: (code) => sockets.at(-1)?.onclose?.({ code }),
  };
}

interface Inhoud {
  epoch?: string;
  bezetting?: Bezetting[];
  plaatsen?: LivePlaats[];
  plaatsingen?: Plaatsing[];
  aanvragen?: LiveAanvraag[];
  normsignalen?: Normsignaal[];
  meldingen?: Melding[];
  vragen?: Vraag[];
}

export function maakStandBericht(inhoud: Inhoud = {}): Bericht {
  return {
    soort: 'stand',
    epoch: 'e1',
    volgnummer: 10,
    tijdstipOp: '2026-11-21T20:00:00Z',
    verzonnen: true,
    minimum: 2,
    plaatsen: [],
    plaatsingen: [],
    aanvragen: [],
    ...inhoud,
    bezetting: maakBlokken(inhoud.bezetting ?? []),
  };
}

/** These rows in blocks, as the service tells them in a stand. */
export function maakBlokken(rijen: readonly object[]): Blok[] {
  const blokken = new Map<string, { velden: string[]; rijen: unknown[][] }>();
  for (const rij of rijen) {
    const plat = Object.entries(rij).flatMap(([naam, waarde]): [string, unknown][] =>
      waarde !== null && typeof waarde === 'object' ? Object.entries(waarde).map(([binnen, een]) => [`${naam}.${binnen}`, een]) : [[naam, waarde]],
    );
    const velden = plat.map(([naam]) => naam);
    const blok = blokken.get(velden.join()) ?? { velden, rijen: [] };
    blok.rijen.push(plat.map(([, waarde]) => waarde));
    blokken.set(velden.join(), blok);
  }
  return [...blokken.values()];
}
