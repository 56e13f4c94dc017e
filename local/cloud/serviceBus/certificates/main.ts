// Makes the certificates of a directory, and ends.
import { ensureCertificates } from '../../tls/ensureCertificates';

ensureCertificates(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
