import { test } from "./support/stage.ts";
test("y", async ({ stage }) => {
    for (const j of [{ peers: 100, anew:false, rounds: 20, dialsPerRound: 5_000 },{ peers: 50, anew:false, rounds: 20, dialsPerRound: 500, port:9 },{ peers: 200, anew: true, rounds: 20, dialsPerRound: 1_000 }]) {
    const p = await stage.program("refused", j, ["--expose-gc"]);
    console.log(await p.said("result")); }
});
