// The entry point `@skep/watch/node`.
