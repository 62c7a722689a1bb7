/** What `src/api` builds on where there is no cluster. */
export { type LocalOptions, startLocal } from "./start-local.js";
