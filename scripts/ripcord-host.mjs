#!/usr/bin/env node
// The command `ripcord-host`.
import { runBuilt } from './runBuilt.mjs';

await runBuilt('ripcord-host', 'local', 'host', 'main.js');
