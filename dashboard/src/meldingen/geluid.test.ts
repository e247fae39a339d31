// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

type Geluid = typeof import('./geluid.svelte');
let tonen: number[];
let mag: boolean;

class NepContext {
  state = 'suspended';
  currentTime = 5;
  destination = {};
  resume(): Promise<void> {
    if (mag) this.state = 'running';
    return Promise.resolve();
  }
  createOscillator(): object {
    const toon = { frequency: { value: 0 }, connect: (naar: unknown) => naar, start: () => tonen.push(toon.frequency.value), stop: () => undefined };
    return toon;
  }
  createGain(): object {
    return { gain: { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined }, connect: () => undefined };
  }
}

async function load(): Promise<Geluid> {
  vi.resetModules();
  return import('./geluid.svelte');
}

beforeEach(() => {
  [tonen, mag] = [[], true];
  localStorage.clear();
  vi.stubGlobal('AudioContext', NepContext);
});

afterEach(() => void vi.unstubAllGlobals());

const een = [{ id: 'a' }];

test('is silent until somebody taps, then sounds every 10 seconds until all is seen', async () => {
  const { geluid, sound, turnOn } = await load();
  expect(geluid.stand).toBe('wacht');
  sound(een, 0);
  expect(tonen).toEqual([]);
  await turnOn();
  expect(geluid.stand).toBe('aan');
  tonen = [];
  sound(een, 9_999);
  expect(tonen).toEqual([]);
  sound(een, 10_000);
  expect(tonen).toEqual([880, 660]);
  sound([], 20_000);
  expect(tonen).toHaveLength(2);
});

test('stays off on this device, also after the page is loaded again', async () => {
  const eerst = await load();
  await eerst.turnOn();
  eerst.turnOff();
  tonen = [];
  eerst.sound(een, 0);
  expect(tonen).toEqual([]);
  const later = await load();
  expect(later.geluid.stand).toBe('stil');
  await later.turnOn();
  expect((await load()).geluid.stand).toBe('wacht');
});

test('says that it needs a tap when the browser keeps it silent', async () => {
  mag = false;
  const { geluid, turnOn } = await load();
  await turnOn();
  expect(geluid.stand).toBe('wacht');
  expect(tonen).toEqual([]);
});

test('says so on a device without sound', async () => {
  vi.stubGlobal('AudioContext', undefined);
  expect((await load()).geluid.stand).toBe('kan_niet');
});
