import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigFault, readConfig, sessionSecretOf } from '../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'zvonok-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults;
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('needs nothing outside production', () => {
    expect(readConfig({})).toMatchObject({ port: 8080, databaseUrl: null, worker: 'inside', trustProxy: 0 });
  });

  it('takes an empty setting for none', () => {
    expect(readConfig({ PORT: '', SESSION_SECRET: '' }).port).toBe(8080);
  });

  it('names every fault at once', () => {
    const faults = faultsOf({
      NODE_ENV: 'production',
      PORT: '70000',
      DATABASE_URL: 'mysql://school',
      PUBLIC_URL: 'portal.school11.ru/path',
      LOG_LEVEL: 'loud',
      METRICS_TOKEN: 'short',
      POOL_SIZE: '-1',
      TRUST_PROXY: 'true',
      WORKER: 'outside',
      HOST: 'not a host',
      SESSION_SECRET_FILE: join(folder, 'absent'),
    });
    const named = [
      'PORT',
      'DATABASE_URL',
      'PUBLIC_URL',
      'LOG_LEVEL',
      'METRICS_TOKEN',
      'POOL_SIZE',
      'TRUST_PROXY',
    ];
    for (const name of [...named, 'WORKER', 'HOST', 'SESSION_SECRET', 'SESSION_SECRET_FILE']) {
      expect(
        faults.filter((fault) => fault.startsWith(`${name}:`)),
        name,
      ).toHaveLength(1);
    }
  });

  it('refuses production without a session secret, or with a short one', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).toHaveLength(1);
    expect(faultsOf({ NODE_ENV: 'production', SESSION_SECRET: 'short' })).toHaveLength(1);
    expect(faultsOf({ NODE_ENV: 'production', SESSION_SECRET: 's'.repeat(32) })).toEqual([]);
  });

  it('reads any setting from a file, and refuses it given twice', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, `${'s'.repeat(40)}\n`);
    expect(readConfig({ SESSION_SECRET_FILE: file }).sessionSecret).toBe('s'.repeat(40));
    expect(faultsOf({ SESSION_SECRET_FILE: file, SESSION_SECRET: 's'.repeat(40) })).toHaveLength(1);
  });

  it('never quotes a secret in a fault', () => {
    const faults = faultsOf({
      SESSION_SECRET: 'hunter2',
      DATABASE_URL: 'postgres//u:hunter2@x/y',
      METRICS_TOKEN: 'hunter2',
    });
    expect(faults).toHaveLength(3);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('draws a session secret once and keeps it for its owner alone', () => {
    const config = { sessionSecret: null, dataDir: join(folder, 'data') };
    const drawn = sessionSecretOf(config);
    expect(drawn).toHaveLength(64);
    expect(sessionSecretOf(config)).toBe(drawn);
    const file = join(folder, 'data', 'session.secret');
    expect(readFileSync(file, 'utf8')).toBe(drawn);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
