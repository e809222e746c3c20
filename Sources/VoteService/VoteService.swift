// Filled in as the floor is built.
