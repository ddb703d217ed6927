/** Some song files cannot be staged without all the others; the message says why. Nothing of the load may stay. */
export class WholeCatalogueError extends Error {}
