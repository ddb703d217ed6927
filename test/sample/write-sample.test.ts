import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EtlError } from '../../src/core/errors.ts';
import { writeSample } from '../../src/sample/write-sample.ts';
import { filesBelow, hashOf, scratchFolder, small } from './sample-folder.ts';

const scratch = scratchFolder();
const LOG = 'log_data/2018/11/2018-11-01-events.json';

function folder(name: string): string {
  return join(scratch, name);
}

describe('the bytes', () => {
  it('are the same for a seed on every machine and Node version', async () => {
    await writeSample(small(folder('pinned'), { defects: true }));
    expect(hashOf(folder('pinned'))).toBe('a29a77a5b1988fe13a502f24a959e99cda0304dadc1719eaa1bfbca5cd27fd10');
  });

  it('differ for another seed', async () => {
    await writeSample(small(folder('seed-7')));
    await writeSample(small(folder('seed-8'), { seed: 8 }));
    expect(readFileSync(join(folder('seed-7'), LOG))).not.toEqual(readFileSync(join(folder('seed-8'), LOG)));
  });

  it('of the first days and songs stay when more are asked for', async () => {
    await writeSample(small(folder('short'), { days: 2, songs: 60 }));
    await writeSample(small(folder('long'), { days: 6, songs: 60 }));
    await writeSample(small(folder('rich'), { days: 2, songs: 90 }));
    for (const file of filesBelow(folder('short'))) {
      if (file === 'sample.json') continue;
      const bytes = readFileSync(join(folder('short'), file));
      expect(readFileSync(join(folder('long'), file)).equals(bytes)).toBe(true);
      if (file.startsWith('song_data')) expect(readFileSync(join(folder('rich'), file)).equals(bytes)).toBe(true);
    }
  });

  it('hold the same records when they are compressed', async () => {
    await writeSample(small(folder('plain')));
    const report = await writeSample(small(folder('gzip'), { gzip: true }));
    const compressed = readFileSync(join(folder('gzip'), `${LOG}.gz`));
    expect(gunzipSync(compressed)).toEqual(readFileSync(join(folder('plain'), LOG)));
    expect(filesBelow(folder('gzip'), 'log_data').every((file) => file.endsWith('-events.json.gz'))).toBe(true);
    const sizes = ['log_data', 'song_data'].flatMap((under) => filesBelow(folder('gzip'), under));
    expect(report.bytes).toBe(sizes.reduce((sum, file) => sum + readFileSync(join(folder('gzip'), file)).length, 0));
  });

  it('reach into other months and years', async () => {
    const report = await writeSample(small(folder('new-year'), { start: '2019-12-31', days: 2, eventsPerDay: 20 }));
    expect(filesBelow(folder('new-year'), 'log_data')).toEqual([
      'log_data/2019/12/2019-12-31-events.json',
      'log_data/2020/01/2020-01-01-events.json',
    ]);
    expect([report.firstDay, report.lastDay]).toEqual(['2019-12-31', '2020-01-01']);
  });
});

describe('the folder', () => {
  it('is made, and told to be ours with the options and counts', async () => {
    const report = await writeSample(small(folder('deep/er'), { days: 1 }));
    const marker = JSON.parse(readFileSync(join(folder('deep/er'), 'sample.json'), 'utf8'));
    expect(marker).toMatchObject({
      generator: 'sparkify-etl sample',
      options: { days: 1, users: 40, songs: 60, eventsPerDay: 400, seed: 7, start: '2018-11-01', defects: false },
      written: { events: report.events, plays: report.plays, files: report.files },
    });
  });

  it('is refused, and left as it is, when it holds something else', async () => {
    mkdirSync(folder('home/log_data'), { recursive: true });
    writeFileSync(join(folder('home'), 'log_data/mine.json'), '{}');
    for (const marker of [undefined, 'not JSON', '{"generator":"something else"}']) {
      if (marker !== undefined) writeFileSync(join(folder('home'), 'sample.json'), marker);
      const before = hashOf(folder('home'));
      const failure = await writeSample(small(folder('home'))).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(EtlError);
      expect(failure).toMatchObject({ kind: 'usage', message: expect.stringContaining(folder('home')) });
      expect(hashOf(folder('home'))).toBe(before);
    }
  });

  it('is refused when it is a file, or cannot be made', async () => {
    writeFileSync(folder('file'), '');
    // Below /proc nothing can be made, also not by root.
    for (const path of [folder('file'), folder('file/below'), '/proc/foo', '/proc/foo/bar']) {
      await expect(writeSample(small(path)), path).rejects.toMatchObject({
        kind: 'usage',
        message: expect.stringContaining(path),
      });
    }
  });

  it('holds nothing of an earlier sample after another is written to it', async () => {
    await writeSample(small(folder('again'), { days: 5, defects: true }));
    writeFileSync(join(folder('again'), 'notes.txt'), 'mine');
    await writeSample(small(folder('again'), { days: 1, songs: 5 }));
    expect(filesBelow(folder('again'), 'log_data')).toEqual([LOG]);
    expect(filesBelow(folder('again'), 'song_data')).toHaveLength(5);
    expect(existsSync(join(folder('again'), 'defects.json'))).toBe(false);
    expect(readFileSync(join(folder('again'), 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('can be written to again after the writing was stopped', async () => {
    const stop = new AbortController();
    const reason = new EtlError('interrupted', 'stopped by the test');
    const onProgress = () => stop.abort(reason);
    await expect(writeSample(small(folder('stopped')), { signal: stop.signal, onProgress })).rejects.toBe(reason);
    expect(filesBelow(folder('stopped'), 'log_data').length).toBeLessThan(3);
    await writeSample(small(folder('stopped')));
    expect(filesBelow(folder('stopped'), 'log_data')).toHaveLength(3);
  });
});

describe('options that make no sense', () => {
  it.each([
    ['days', { days: 0 }],
    ['users', { users: 1.5 }],
    ['songs', { songs: -1 }],
    ['eventsPerDay', { eventsPerDay: Number.NaN }],
    ['seed', { seed: 0.5 }],
    ['knownShare', { knownShare: 2 }],
    ['start', { start: '2018-02-30' }],
    ['start', { start: 'today' }],
    ['start', { start: '1969-12-31' }],
    ['last day', { start: '9999-12-31', days: 2 }],
    ['days times eventsPerDay', { days: 3, eventsPerDay: 1e9 }],
  ])('are refused, naming %s', async (name, changes) => {
    const failure = writeSample(small(folder('never'), changes));
    await expect(failure).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(name) });
    expect(existsSync(folder('never'))).toBe(false);
  });
});

it('tells how far it is', async () => {
  const seen: number[] = [];
  await writeSample(small(folder('progress')), { onProgress: ({ days }) => seen.push(days) });
  expect(seen).toEqual([1, 2, 3]);
});
