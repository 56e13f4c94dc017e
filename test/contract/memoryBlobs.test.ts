import { MemoryBlobs } from '../support/memoryBlobs';
import { blobsContract } from './blobs';

blobsContract('the fake', () => new MemoryBlobs());
