/** A module worker around `Fold`: it hashes the bundles that it is sent, while others read them. `WorkerFold` speaks to it. */
import { foldMessages } from "./fold.js";

const answer = foldMessages((message) => self.postMessage(message));
self.addEventListener("message", ({ data }) => answer(data));
