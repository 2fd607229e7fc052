// Preloaded into a proxy that is profiled. Its profile is written when it ends
// by itself, and Windows knows no signal that could tell it to.
process.once('disconnect', () => process.exit(0));
