/** Where a place lies on the province map: its drawing is a Mercator projection, fitted by least squares to known towns. */

export interface Punt {
  x: number;
  y: number;
}

const X_PER_GRAAD = 159.19267654;
const X_BIJ_NUL = -535.64717;
const Y_SCHAAL = 9026.491406;
const Y_BIJ_NUL = 10030.497103;

/** Map units of a place given in degrees; good to about 2 units (1.4 km). */
export function project(breedtegraad: number, lengtegraad: number): Punt {
  return {
    x: X_PER_GRAAD * lengtegraad + X_BIJ_NUL,
    y: Y_BIJ_NUL - Y_SCHAAL * Math.log(Math.tan(Math.PI / 4 + (breedtegraad * Math.PI) / 360)),
  };
}

/** Push points apart until each pair is at least `afstand` map units from each other, moving them as little as possible. */
export function spread(punten: readonly Punt[], afstand: number): Punt[] {
  const uit = punten.map((punt) => ({ ...punt }));
  for (let ronde = 0; ronde < 100; ronde += 1) {
    if (!pushOnce(uit, afstand)) break;
  }
  return uit;
}

function pushOnce(punten: Punt[], afstand: number): boolean {
  let bewogen = false;
  punten.forEach((a, i) => {
    for (const b of punten.slice(i + 1)) {
      const dx = b.x - a.x;
      const dy = b.y - a.y;
      const nu = Math.hypot(dx, dy);
      if (nu >= afstand) continue;
      bewogen = true;
      const [ex, ey] = nu > 0 ? [dx / nu, dy / nu] : [1, 0];
      // A hair more than half, so that the last rounds do not creep for ever.
      const duw = (afstand - nu) / 2 + 0.01;
      a.x -= ex * duw;
      a.y -= ey * duw;
      b.x += ex * duw;
      b.y += ey * duw;
    }
  });
  return bewogen;
}
