// How soon the console can be used, and how smoothly the list of 100,000 images scrolls, in the browser of this machine.
import { join } from 'node:path';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import { noBrowser, startBrowser } from '../browser/chromium.ts';
import { fillImageList } from '../browser/fill-image-list.ts';
import { followLink, ownerEmail, visit } from '../browser/sign-in.ts';
import { openPage, type WatchedPage } from '../browser/watched-page.ts';
import {
  createOwnerKey,
  environmentOf,
  firstOwnerLink,
  startControlPlane,
} from '../support/control-plane.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Bench, type BenchContext, type BenchRow, benchRow, median, peer } from './bench.ts';

const imagesDefault = 100_000;
const interactiveMsMax = 1000;
/** Two frames of sixty a second: what is slower is seen. */
const frameMsMax = 34;
const scrolledFrames = 180;
/** Seven thousand pixels a second: as fast as a wheel is turned. */
const scrolledBy = 120;

export const consoleBench: Bench = {
  name: 'console',
  about:
    'milliseconds until the web console can be used, and of its frames while 100,000 images scroll',
  run: async (context) => {
    if (noBrowser !== false) {
      context.say(`not measured: ${noBrowser}`);
      return [];
    }
    const images = context.size ?? imagesDefault;
    const { page, ownerLink } = await openConsole(context, images);
    const load = async (untilUsable: string): Promise<number> => {
      const measured: number[] = [];
      for (let round = 0; round < context.rounds; round += 1) {
        await page.goto('/');
        measured.push(await page.evaluate<number>(untilUsable));
      }
      return median(measured);
    };
    const interactive = await load(untilDoor);
    await followLink(page, ownerLink, { email: ownerEmail });
    const overview = await load(untilOverview);
    const whole = await load(untilWhole);
    await visit(page, '/images');
    await page.getByText(`${images.toLocaleString('en')} rows`).waitFor();
    const still = await page.evaluate<number[]>(framesWhile(''));
    const frames = await page.evaluate<number[]>(framesWhile(`scrollBy(0, ${scrolledBy})`));
    const rows: BenchRow[] = [
      benchRow({
        ...{ bench: 'console', measure: 'until the first page can be used, on localhost' },
        ...{ unit: 'ms', ours: interactive, peers: [], limit: interactiveMsMax },
      }),
      benchRow({
        ...{ bench: 'console', measure: 'until the overview can be used, signed in' },
        ...{ unit: 'ms', ours: overview, peers: [], limit: interactiveMsMax },
      }),
      benchRow({
        ...{ bench: 'console', measure: `until it tells all of ${images} images` },
        ...{ unit: 'ms', ours: whole, peers: [], limit: interactiveMsMax },
      }),
    ];
    for (const [name, share] of [
      ['median', 0.5],
      ['95 of 100', 0.95],
    ] as const) {
      rows.push(
        benchRow({
          ...{ bench: 'console', measure: `frame while ${images} images scroll, ${name}` },
          ...{ unit: 'ms', ours: quantile(frames, share), limit: frameMsMax },
          // What this machine takes for a frame in which nothing happens.
          peers: [peer('the same page at rest', quantile(still, share))],
        }),
      );
    }
    return rows;
  },
};

async function openConsole(
  context: BenchContext,
  images: number,
): Promise<WatchedPage & { readonly ownerLink: string }> {
  await buildConsole({ progress: context.say });
  const options = {
    dataFolder: join(temporaryFolder(context), 'data'),
    managedSensor: false,
  };
  const apiKey = await createOwnerKey(environmentOf(options));
  context.say(`making ${images} images`);
  fillImageList(options.dataFolder, images, Date.now());
  const controlPlane = await startControlPlane(options, apiKey);
  context.after(() => controlPlane.stop());
  const browser = await startBrowser();
  context.after(() => browser.close());
  const opened = await openPage(browser, controlPlane.url, { theme: 'light', width: 1280 });
  return { ...opened, ownerLink: await firstOwnerLink(options, controlPlane.url) };
}

/** From the start of the load until it holds, and the browser is at rest. */
const untilHolds = (what: string) => `new Promise((resolve) => {
  const look = () => ${what} ? resolve(performance.now()) : requestAnimationFrame(look);
  look();
})`;

/** The form one signs in with. */
const untilDoor = untilHolds(`document.querySelector('form input') !== null`);

/** The page is there, with the way to every other; its figures are on their way. */
const untilOverview = untilHolds(
  `document.querySelector('main h1') !== null && document.querySelector('nav a') !== null`,
);

/** And all it asked for. */
const untilWhole = untilHolds(
  `document.querySelector('main .panel') !== null && document.querySelector('.skeleton') === null`,
);

/** The time of each frame while something is done in every one of them. */
const framesWhile = (work: string) => `new Promise((resolve) => {
  const frames = [];
  let before = performance.now();
  const step = (now) => {
    frames.push(now - before);
    before = now;
    if (frames.length === ${scrolledFrames}) return resolve(frames.slice(1));
    ${work};
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
