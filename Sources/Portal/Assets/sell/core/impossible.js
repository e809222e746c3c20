/** A record that no unit ever wrote in this place. */
export class Impossible extends Error {}
