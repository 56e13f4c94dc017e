import { MemoryLocks } from '../support/memoryLocks';
import { locksContract } from './locks';

locksContract('locks in memory', () => new MemoryLocks());
