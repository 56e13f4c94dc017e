#!/usr/bin/env node
// The command `ripcord`.
import { runBuilt } from './runBuilt.mjs';

await runBuilt('ripcord', 'cli', 'main.js');
