// Requires every entry point it is given and expects something in each.
for (const entry of process.argv.slice(2)) {
  const names = Object.keys(require(entry));
  if (names.length === 0) throw new Error(`require of ${entry} gave nothing`);
  console.log(`require ${entry}: ${names.length} names`);
}
