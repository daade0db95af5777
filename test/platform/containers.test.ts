import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SETTING_NAMES } from '../../src/config.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

describe('the containers', () => {
  it('are made from files that are there', () => {
    const copied = found(read('Dockerfile'), /^COPY (?!--from)(.+) \S+$/gm).flatMap((names) =>
      names.split(' '),
    );
    const named = [...copied, ...found(read('docker-compose.yml'), /\.\/(docker\/[\w.-]+):/g)];
    expect(named.length).toBeGreaterThan(6);
    for (const name of named) expect(existsSync(join(root, name)), name).toBe(true);
    const allowed = found(read('.dockerignore'), /^!(.+)$/gm);
    for (const name of copied) expect(allowed, name).toContain(name);
  });

  it('have what decodes pictures, which comes as optional packages', () => {
    const install = found(read('Dockerfile'), /^RUN (npm ci .+)$/gm).join();
    expect(install).toMatch(/^npm ci --omit=dev --ignore-scripts\b/);
    expect(install).not.toMatch(/omit=optional|@img/);
  });

  it('get every secret that docker/make-secrets.sh draws', () => {
    const drawn = new Set(found(read('docker/make-secrets.sh'), /> secrets\/(\w+)/g));
    expect(new Set(found(read('docker-compose.yml'), /file: \.\/secrets\/(\w+)/g))).toEqual(drawn);
    expect(drawn.size).toBe(4);
  });

  it('are given settings that the portal knows', () => {
    const names = found(read('docker-compose.yml'), /^ {6}([A-Z_]+): /gm).filter(
      (name) => !name.startsWith('POSTGRES_'),
    );
    expect(names).toContain('DATABASE_URL_FILE');
    for (const name of names) expect(SETTING_NAMES).toContain(name.replace(/_FILE$/, ''));
  });
});
