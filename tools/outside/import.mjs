// Imports every entry point it is given and expects something in each.
for (const entry of process.argv.slice(2)) {
  const names = Object.keys(await import(entry));
  if (names.length === 0) throw new Error(`import of ${entry} gave nothing`);
  console.log(`import  ${entry}: ${names.length} names`);
}
