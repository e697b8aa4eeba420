// The port of this example's hub, where the command line names no other.

export const PORT = 8_138;
