// With `--webpack`, what is bundled for the server breaks messages of 48 bytes and more; loaded by Node, it does not.
const externals = { serverExternalPackages: ["skep"] };

export default process.env.BUNDLE_ALL === "1" ? {} : externals;
