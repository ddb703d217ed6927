import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLocation } from '../../src/object-stores/location.ts';

describe('a location', () => {
  it.each([
    ['s3://udacity-dend/log_data', 'udacity-dend', 'log_data'],
    ['s3://udacity-dend/log_data/2018/', 'udacity-dend', 'log_data/2018'],
    ['s3://udacity-dend/log_json_path.json', 'udacity-dend', 'log_json_path.json'],
    ['s3://udacity-dend', 'udacity-dend', ''],
    ['s3://udacity-dend/', 'udacity-dend', ''],
    ['S3://my.bucket-1/a b/c%20+?#.json', 'my.bucket-1', 'a b/c%20+?#.json'],
    ['  s3://bucket/x  ', 'bucket', 'x'],
  ])('%s is in S3', (text, bucket, prefix) => {
    expect(parseLocation(text)).toEqual({ kind: 's3', text: text.trim(), bucket, prefix });
  });

  it.each([
    ['data/log_data', 'data/log_data'],
    ['/srv/data', '/srv/data'],
    ['./s3:/odd', './s3:/odd'],
    ['~/data', '/home/ada/data'],
    ['~', '/home/ada'],
    ['~other/data', '~other/data'],
    ['file:///srv/my%20data', '/srv/my data'],
    ['C:\\data', 'C:\\data'],
  ])('%s is a folder', (text, path) => {
    expect(parseLocation(text, '/home/ada')).toEqual({ kind: 'folder', text, path });
  });

  it('leaves a tilde alone without a home', () => {
    expect(parseLocation('~/data')).toMatchObject({ path: '~/data' });
  });

  it.each([
    ['', /a source is empty/, /write s3:\/\//],
    ['  ', /a source is empty/, /write s3:\/\//],
    ['data\nlog', /"data\\nlog" has a control character/, /write s3/],
    ['s3://bucket/a\u0000b', /control character/, /write s3/],
    ['s3a://bucket/log_data', /s3a:\/\/ is not a source/, /^write s3:\/\/bucket\/log_data$/],
    ['s3n://bucket/log_data', /s3n:\/\/ is not a source/, /^write s3:\/\/bucket\/log_data$/],
    ['https://bucket.s3.amazonaws.com/log_data', /https:\/\/ is not a source/, /s3:\/\/bucket\/prefix/],
    ['gs://bucket/log_data', /gs:\/\/ is not a source/, /s3:\/\/bucket\/prefix/],
    ['file://host/path', /does not name a local folder/, /file:\/\/\/path/],
    ['s3:///log_data', /the bucket is missing/, /s3:\/\/bucket\/prefix/],
    ['s3://ab/x', /3 to 63 characters/, /s3/],
    [`s3://${'a'.repeat(64)}/x`, /3 to 63 characters/, /s3/],
    ['s3://My_Bucket/x', /only a-z, 0-9/, /s3/],
    ['s3://-bucket/x', /begins and ends with/, /s3/],
    ['s3://bucket-/x', /begins and ends with/, /s3/],
    ['s3://my..bucket/x', /two dots/, /s3/],
    ['s3://192.168.5.4/x', /IP address/, /s3/],
  ])('%j is refused', (text, message, hint) => {
    expect(() => parseLocation(text)).toThrow(expect.objectContaining({ kind: 'usage' }));
    expect(() => parseLocation(text)).toThrow(message);
    expect(() => parseLocation(text)).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
  });

  it('never repeats a password', () => {
    for (const text of ['https://ada:hunter2@host/x', 's3://AKID:hunter2@bucket/x', 's3a://AKID:hunter2@bucket/x']) {
      try {
        parseLocation(text);
        expect.unreachable();
      } catch (error) {
        expect(JSON.stringify([String(error), error])).not.toContain('hunter2');
      }
    }
  });

  it('keeps every key of every bucket as it stands', () => {
    const key = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !/\p{Cc}/u.test(text) && text.trim() === text);
    const withoutSlash = key.filter((text) => !text.endsWith('/'));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{3,63}$/), withoutSlash, (bucket, prefix) => {
        expect(parseLocation(`s3://${bucket}/${prefix}`)).toMatchObject({ kind: 's3', bucket, prefix });
      }),
    );
  });
});
