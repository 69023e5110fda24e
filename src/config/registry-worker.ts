import { parentPort, workerData } from 'node:worker_threads';
import { stepBack } from '../lib/step-back.js';
import { parseRegistry } from './registry.js';
import type { RegistryOrder } from './registry-thread.js';

/* A thread that reads one registry, answers once and ends. */

stepBack();
const { text, file, variables, templates } = workerData as RegistryOrder;
parentPort?.postMessage(parseRegistry(text, file, variables, templates));
