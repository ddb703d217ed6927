import { describe, expect, it } from 'vitest';
import { parseWarehouseUrl, type ServerUrl } from '../../src/warehouses/parse-url.ts';

const addressOf = (text: string) => (parseWarehouseUrl(text) as ServerUrl).address;

describe('parseWarehouseUrl', () => {
  it('takes a URL apart', () => {
    expect(
      addressOf('postgres://etl:p%40ss%3Aword@db.example.com:6432/my%20db?schema=sparkify&sslrootcert=/ca.pem'),
    ).toMatchObject({
      host: 'db.example.com',
      port: 6432,
      database: 'my db',
      user: 'etl',
      sslMode: 'verify-full',
      sslRootCert: '/ca.pem',
      schema: 'sparkify',
    });
    expect(addressOf('postgres://etl:p%40ss%3Aword@host/db').password?.reveal()).toBe('p@ss:word');
  });

  it('leaves open what is not said', () => {
    expect(addressOf('redshift:///')).toEqual({
      host: undefined,
      port: undefined,
      database: undefined,
      user: undefined,
      password: undefined,
      sslMode: 'verify-full',
      sslRootCert: undefined,
      schema: undefined,
    });
  });

  it('takes a user without a host, which AWS looks up', () => {
    expect(addressOf('redshift://etl@/dev?schema=x')).toMatchObject({
      host: undefined,
      user: 'etl',
      database: 'dev',
      schema: 'x',
    });
    expect(addressOf('postgres://etl@?host=/tmp')).toMatchObject({ host: '/tmp', user: 'etl', database: undefined });
  });

  it.each([
    ['postgres://db.example.com/x', 'verify-full'],
    ['postgres://localhost/x', 'prefer'],
    ['postgres://127.0.0.1/x', 'prefer'],
    ['postgres://[::1]/x', 'prefer'],
    ['postgres:///x', 'prefer'],
    ['postgres:///x?host=/var/run/postgresql', 'prefer'],
    ['postgres://localhost/x?sslmode=verify-ca', 'verify-ca'],
    ['postgres://127.evil.example.com/x', 'verify-full'],
    ['postgres://localhost.example.com/x', 'verify-full'],
    ['redshift://localhost/x', 'verify-full'],
    ['redshift://host/x?sslmode=disable', 'disable'],
  ])('%s: sslmode is %s', (text, mode) => expect(addressOf(text).sslMode).toBe(mode));

  it.each([
    ['postgres://[::1]:5432/x', '::1'],
    ['postgres:///x?host=/var/run/postgresql', '/var/run/postgresql'],
    ['postgres://Host.Example.com/x', 'host.example.com'],
  ])('%s: host is %s', (text, host) => expect(addressOf(text).host?.toLowerCase()).toBe(host));

  it.each([
    ['mysql://host', /^expected duckdb:FILE, postgres:.* found "mysql:\/\/host"$/],
    ['', /found ""$/],
    ['postgres:host', /%40/],
    ['postgres://host:port/x', /%3A/],
    ['postgres://host:99999/x', /%3A/],
    [
      'postgres://h/x?sslmode=always',
      /^sslmode: expected disable, prefer, require, verify-ca, verify-full, found "always"$/,
    ],
    ['postgres://h/x?schema=a;drop', /^schema: expected/],
    ['postgres://h/x?schema=Sparkify', /^schema: expected/],
    ['postgres://h/x?password=hunter2', /^expected host, schema, sslmode, sslrootcert after the \?, found password$/],
    ['postgres://u%:hunter2@h/x', /%25/],
  ])('%s is refused', (text, problem) => {
    expect(() => parseWarehouseUrl(text)).toThrow(problem);
    expect(() => parseWarehouseUrl(text)).not.toThrow(/hunter2/);
  });
});
