/**
 * A real Chromium for tests: the one named by CHROMIUM_PATH, or the one inside the package
 * @sparticuz/chromium, unpacked once with its own libraries and fonts into .cache/ (no system packages needed).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const project = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  // Nothing outside this machine is reached, whatever a page asks for
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

interface Installed {
  executablePath: string;
  env: Record<string, string>;
}

let installed: Installed | undefined;

/** Starts a headless Chromium; the caller closes it. */
export async function launchChromium(): Promise<Browser> {
  installed ??= findChromium();
  return chromium.launch({ ...installed, args: switches, chromiumSandbox: false });
}

function findChromium(): Installed {
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
  );
  const named = process.env.CHROMIUM_PATH;
  if (named) return { executablePath: named, env };
  const folder = unpackedFolder();
  const libraries = [`${folder}/al2023/lib`, env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return {
    executablePath: `${folder}/chromium`,
    env: { ...env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: `${folder}/fonts` },
  };
}

/**
 * The package unpacks into the folder for temporary files and takes a half-written file for a whole one, so two
 * test workers would race. Each unpacks into a folder of its own; the first to finish gives it the final name.
 */
function unpackedFolder(): string {
  const { version } = JSON.parse(
    readFileSync(`${project}/node_modules/@sparticuz/chromium/package.json`, 'utf8'),
  ) as { version: string }; // a package.json has a version
  const folder = `${project}/.cache/chromium-${version}`;
  if (existsSync(`${folder}/chromium`)) return folder;
  const own = `${folder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  const unpack = "const { default: c } = await import('@sparticuz/chromium'); await c.executablePath();";
  execFileSync(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: project,
    env: { ...process.env, TMPDIR: own, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
  });
  const fonts = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>`;
  writeFileSync(`${own}/fonts/fonts.conf`, fonts);
  try {
    renameSync(own, folder);
  } catch {
    rmSync(own, { recursive: true, force: true }); // another worker was first
  }
  return folder;
}
