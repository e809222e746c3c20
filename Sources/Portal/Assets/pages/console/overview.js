// What there is to run; and the selling units, which belong to no one raffle.

import { unitsPanel } from "../../ui/console/units.js";
import { may } from "../../ui/console/kit.js";
import { showAllowed } from "../../ui/console/nav.js";
import { fill } from "../../ui/page.js";

showAllowed();
if (may("manage-devices", "operate-raffle", "read-raffles")) fill(document.getElementById("units"), unitsPanel().element);
