// Who is granted how many by the published rules and ranking, computed apart from the town's own code.
(() => {
  "use strict";

  const OUT = ["withdrawn", "disqualified"];

  // A map from receipt to { units, pools }; ``each`` goes through many lines without holding the page up.
  async function allocated(record, each) {
    const rules = record.json("rules.json"), entries = new Map(), granted = new Map();
    await each(await record.rows("entries.csv"), ([receipt, tier, , units]) => entries.set(receipt, { tier, units: Number(units) }));
    const out = await passedOver(record, each);
    let left = 0;
    for (const pool of rules.pools) {
      const line = [];
      await each(await record.rows("ranking.csv"), ([, receipt]) => {
        const { tier, units } = entries.get(receipt);
        if (pool.tiers.includes(tier) && !out.has(receipt)) line.push({ receipt, wish: units, had: granted.get(receipt)?.units ?? 0 });
      });
      left += pool.n;
      const given = await (rules.mode === "whole" ? inFull(line, left, rules.boundary ?? "partial", each) : levelled(line, left, each));
      await each(given, (units, at) => {
        if (!units) return;
        const mine = granted.get(line[at].receipt) ?? { units: 0, pools: [] };
        granted.set(line[at].receipt, { units: mine.units + units, pools: [...mine.pools, pool.name] });
        left -= units;
      });
    }
    return granted;
  }

  // What became of entries after the draw moves nobody.
  async function passedOver(record, each) {
    const counted = record.json("seed.json").changes ?? Infinity, out = new Set();
    await each(await record.rows("status.csv"), ([receipt, status], at) => { if (at < counted && OUT.includes(status)) out.add(receipt); });
    return out;
  }

  async function levelled(line, stock, each) {
    const given = new Array(line.length).fill(0);
    let most = 0;
    await each(line, (one) => { most = Math.max(most, one.wish); });
    for (let level = 0; stock > 0 && level < most; level += 1) {
      await each(line, (one, at) => {
        if (stock > 0 && one.wish > level && one.had + given[at] <= level) {
          given[at] += 1;
          stock -= 1;
        }
      });
    }
    return given;
  }

  async function inFull(line, stock, boundary, each) {
    const given = new Array(line.length).fill(0);
    let isOver = false;
    await each(line, (one, at) => {
      const wanted = one.wish - one.had;
      if (wanted > stock && boundary === "stop") isOver = true;
      if (isOver || (wanted > stock && boundary === "skip")) return;
      given[at] = Math.min(wanted, stock);
      stock -= given[at];
    });
    return given;
  }

  globalThis.allocated = allocated;
})();
