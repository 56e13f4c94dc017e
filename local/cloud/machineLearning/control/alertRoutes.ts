import { z } from 'zod';
import type { ControlRoute } from '../../control/route';
import { ImportedAlert } from '../alerts/alert';
import { importAlert } from '../alerts/importAlert';
import type { Simulation } from '../simulation';
import { inTransaction } from '../store/database';
import { badControlRequest } from './badControlRequest';

const path = '/machineLearning/alerts';
const ImportedAlerts = z.array(ImportedAlert);

/** Alerts, put in place from behind: PUT adds those that are new, and changes those that are not. */
export function alertRoutes({ alerts, database, now }: Simulation): ControlRoute[] {
  return [
    { method: 'GET', path, handle: () => ({ status: 200, body: alerts.all() }) },
    {
      method: 'PUT',
      path,
      handle({ body }) {
        const imported = ImportedAlerts.safeParse(body);
        if (!imported.success) {
          return badControlRequest(imported.error);
        }
        inTransaction(database, () => {
          for (const alert of imported.data) {
            alerts.save(importAlert(alerts.get(alert.alertId), alert, now()));
          }
        });
        return { status: 200, body: { imported: imported.data.length } };
      },
    },
    {
      method: 'DELETE',
      path,
      handle() {
        alerts.clear();
        return { status: 204 };
      },
    },
  ];
}
