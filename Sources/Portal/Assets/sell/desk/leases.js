// What a server asks for that was restored from a backup: the numbers that the unit holds.

import { Unreachable } from "../device/link.js";
import { Problem } from "./problem.js";

/**
 * Tells which numbers the unit holds in the raffles where the status asks for it.
 *
 * What goes wrong here is a problem to show, and is tried again at the next contact.
 */
export async function tellLeases(desk, status) {
    for (const { id, leases } of status?.raffles ?? []) {
        if (leases !== "report") continue;
        try {
            const { held } = await desk.link.post(`/v1/rsu/raffles/${id}/leases`, { leases: await desk.leasesIn(id) });
            if (held !== true) desk.problems.push(new Problem("LEASE_CONFLICT", "numbers of this unit are another's"));
        } catch (error) {
            if (error instanceof Unreachable) throw error;
            desk.problems.push(error);
        }
    }
    return status;
}
