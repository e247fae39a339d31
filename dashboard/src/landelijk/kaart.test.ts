import { describe, expect, test } from 'vitest';
import { project, spread, type Punt } from './kaart';

const afstand = (a: Punt, b: Punt): number => Math.hypot(a.x - b.x, a.y - b.y);

describe('the projection', () => {
  test('puts the far corners of the country inside the drawing of 613 by 724', () => {
    const hoeken: [number, number][] = [[53.33, 6.92], [51.44, 3.57], [50.85, 5.69], [52.22, 6.89]];
    for (const [breedte, lengte] of hoeken) {
      const { x, y } = project(breedte, lengte);
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(613);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(724);
    }
  });

  test('has north above south and east right of west', () => {
    expect(project(53.2, 5.8).y).toBeLessThan(project(50.85, 5.8).y);
    expect(project(52, 6.9).x).toBeGreaterThan(project(52, 4.3).x);
  });
});

describe('spreading', () => {
  test('leaves every pair far enough apart, twins at one spot included', () => {
    const uit = spread([{ x: 0, y: 0 }, { x: 0, y: 0 }, { x: 5, y: 5 }, { x: 12, y: 0 }], 20);
    uit.forEach((a, i) => uit.slice(i + 1).forEach((b) => expect(afstand(a, b)).toBeGreaterThan(19.9)));
  });

  test('does not move what is far enough already, nor the points it was given', () => {
    const punten = [{ x: 0, y: 0 }, { x: 100, y: 0 }];
    expect(spread(punten, 20)).toEqual(punten);
    const dicht = [{ x: 0, y: 0 }, { x: 1, y: 0 }];
    spread(dicht, 20);
    expect(dicht).toEqual([{ x: 0, y: 0 }, { x: 1, y: 0 }]);
  });
});
