import { afterAll, afterEach } from 'vitest';
import { closeServers } from './asker.ts';
import { endFile, endTest } from './database.ts';

/**
 * What ends with each test and each file. A worker keeps its modules from file to file, which saves reading the portal
 * again for each; so this is registered here, once a file, and nowhere at the top of a module that tests import.
 */
afterEach(endTest);
afterEach(closeServers);
afterAll(endFile);
