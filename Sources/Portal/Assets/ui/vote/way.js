// What the steps of a voter's way share.

import { pageData } from "../page.js";

/**
 * `vault`: what this tab keeps; `showCode(text)`: back to the code with a reason; `cast(body)`: sends the ballot; `form`: the ballot being filled in; `tabs`: the other
 * tabs' ear; `otherTab`: what one of them does with this ballot; `isCasting`: a ballot is on its way from here.
 */
export const way = { election: pageData(), vault: null, showCode: null, cast: null, form: null, tabs: null, otherTab: "", isCasting: false };
