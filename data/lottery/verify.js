// The check of a draw on the reader's own device (scheme MVL-1): SHA-256 by WebCrypto, nothing sent anywhere.
(() => {
  "use strict";

  const NAMES = ["rules.json", "entries.csv", "commitment.txt", "seed.json", "ranking.csv", "status.csv", "SHA256SUMS"];
  const AT_ONCE = 1000; // hashes between two looks at the screen
  const OUT = ["withdrawn", "disqualified"];
  const TEXT = new TextEncoder();
  const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
  const $ = (id) => document.getElementById(id);
  let record = null;

  const hex = (buffer) => {
    const bytes = new Uint8Array(buffer);
    let text = "";
    for (let at = 0; at < bytes.length; at += 1) text += HEX[bytes[at]];
    return text;
  };
  const sha = async (data) => hex(await crypto.subtle.digest("SHA-256", typeof data === "string" ? TEXT.encode(data) : data));
  const text = (name) => new TextDecoder().decode(record[name]);
  const json = (name) => JSON.parse(text(name));
  const breath = () => new Promise((resolve) => setTimeout(resolve)); // the page stays responsive

  // Every line as an array of its values, and each file read once: a list has more than 100,000 lines.
  const kept = new Map();
  async function rows(name) {
    if (!kept.has(name)) kept.set(name, await parsed(text(name)));
    return kept.get(name);
  }
  async function parsed(whole) {
    const lines = [];
    let from = whole.indexOf("\n") + 1;
    while (from < whole.length) {
      const end = whole.indexOf("\n", from);
      lines.push(whole.slice(from, end === -1 ? whole.length : end).split(","));
      if (end === -1) break;
      from = end + 1;
      if (lines.length % AT_ONCE === 0) await breath();
    }
    return lines;
  }
  async function each(lines, look) {
    for (let at = 0; at < lines.length; at += 1) {
      look(lines[at], at);
      if (at % AT_ONCE === AT_ONCE - 1) await breath();
    }
  }
  const committed = () => text("commitment.txt").split(/\s+/)[0];
  const compare = (left, right) => (left < right ? -1 : left > right ? 1 : 0);

  // --- The steps: each returns what it found, or throws a sentence ------------------------------------------------
  const must = (holds, sentence) => { if (!holds) throw new Error(sentence); };

  const STEPS = {
    async "公開されたファイル"() {
      for (const line of text("SHA256SUMS").trim().split("\n")) {
        const [expected, name] = line.split("  ");
        if (record[name]) must(await sha(record[name]) === expected, `${name} が、公開されたものと違います。`);
      }
      return `${NAMES.length}個のファイルは公開されたままです。`;
    },
    async "名簿"() {
      const entries = await rows("entries.csv");
      await each(entries, ([receipt], at) => must(at === 0 || entries[at - 1][0] < receipt, "名簿が番号順でないか、同じ番号が2回あります。"));
      return `${entries.length.toLocaleString("ja")}件の応募があり、同じ番号はありません。`;
    },
    async "名簿の固定"() {
      const parts = [await sha(record["rules.json"]), await sha(record["entries.csv"])];
      must(await sha(`MVL1-commit\n${json("rules.json").lottery}\n${parts.join("\n")}\n`) === committed(), "規則か名簿が、固定したあとに変えられています。");
      return "規則と名簿は、種が決まる前に固定されたままです。";
    },
    async "種"() {
      const { seed, sources } = json("seed.json");
      const announced = json("rules.json").sources.map((one) => one.name).join();
      must(sources.map((one) => one.name).join() === announced, "種のもとが、告知されたものと違います。");
      const said = sources.map((one) => `${one.name}=${one.value}\n`).join("");
      must(await sha(`MVL1-seed\n${committed()}\n${said}`) === seed, "種が、公開された数から計算したものと違います。");
      return "種は、公開された数から決まっています。";
    },
    async "順位"(progress) {
      const entries = await rows("entries.csv"), published = await rows("ranking.csv");
      const scores = await scored(entries, json("seed.json").seed, progress);
      must(published.length === entries.length, "順位の数が、応募の数と違います。");
      const expected = await sorted(entries, scores);
      await each(published, ([rank, receipt, score], at) => {
        const [drawn, , mine] = expected[at];
        must(rank === String(at + 1) && receipt === mine && score === drawn, `${at + 1}位が、計算したものと違います。`);
      });
      return `${entries.length.toLocaleString("ja")}件すべての順位が、計算と一致しました。`;
    },
    async "固定後の変更"() {
      let chain = committed();
      const lines = text("status.csv").split("\n").slice(1).filter((line) => line !== "");
      for (const line of lines) {
        const cut = line.lastIndexOf(",");
        chain = await sha(`${chain}\n${line.slice(0, cut)}\n`);
        must(chain === line.slice(cut + 1), "辞退・失格の記録が、あとから変えられています。");
      }
      return `固定後の辞退・失格などは${lines.length}件で、記録はつながっています。`;
    },
    async "当選数"() {
      const granted = await allocated();
      let total = 0;
      await each(await rows("ranking.csv"), ([rank, receipt, , pool, units]) => {
        const mine = granted.get(receipt) ?? { units: 0, pools: [] };
        must(units === String(mine.units) && pool === mine.pools.join("+"), `${rank}位の当選数が、規則で計算したものと違います。`);
        total += mine.units;
      });
      must(total <= json("rules.json").budget, "当選数の合計が、用意された数を超えています。");
      return `合計${total.toLocaleString("ja")}が、規則どおりに配分されています。`;
    },
  };

  // Sorted in 4,096 small heaps by the first three digits of the score, so that no step takes long.
  async function sorted(entries, scores) {
    const heaps = Array.from({ length: 4096 }, () => []);
    await each(entries, ([receipt, , , , group]) => {
      const label = group || receipt, score = scores.get(label);
      heaps[parseInt(score.slice(0, 3), 16)].push([score, label, receipt]);
    });
    const all = [];
    for (let at = 0; at < heaps.length; at += 1) {
      heaps[at].sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]) || compare(a[2], b[2]));
      for (const one of heaps[at]) all.push(one);
      if (at % 64 === 63) await breath();
    }
    return all;
  }

  async function scored(entries, seed, progress) {
    const weights = new Map();
    await each(entries, ([receipt, , weight, , group]) => {
      const label = group || receipt;
      weights.set(label, Math.max(weights.get(label) ?? 1, Number(weight)));
    });
    const labels = [...weights.keys()], scores = new Map();
    for (let from = 0; from < labels.length; from += AT_ONCE) {
      const some = labels.slice(from, from + AT_ONCE);
      const drawn = await Promise.all(some.map((label) => best(seed, label, weights.get(label))));
      some.forEach((label, at) => scores.set(label, drawn[at]));
      progress(Math.min(1, (from + AT_ONCE) / labels.length));
      await breath();
    }
    return scores;
  }

  async function best(seed, label, weight) {
    let least = await sha(`${seed},${label},1`);
    for (let number = 2; number <= weight; number += 1) {
      const drawn = await sha(`${seed},${label},${number}`);
      if (drawn < least) least = drawn;
    }
    return least;
  }

  // --- The allocation, written apart from the town's own ----------------------------------------------------------
  async function allocated() {
    const rules = json("rules.json"), entries = new Map(), out = new Set(), granted = new Map();
    await each(await rows("entries.csv"), ([receipt, tier, , units]) => entries.set(receipt, { tier, units: Number(units) }));
    // What became of entries after the draw moves nobody.
    const counted = json("seed.json").changes ?? Infinity;
    await each(await rows("status.csv"), ([receipt, status], at) => { if (at < counted && OUT.includes(status)) out.add(receipt); });
    let left = 0;
    for (const pool of rules.pools) {
      const line = [];
      await each(await rows("ranking.csv"), ([, receipt]) => {
        const { tier, units } = entries.get(receipt);
        if (pool.tiers.includes(tier) && !out.has(receipt)) line.push({ receipt, wish: units, had: granted.get(receipt)?.units ?? 0 });
      });
      left += pool.n;
      const given = await (rules.mode === "whole" ? inFull(line, left, rules.boundary ?? "partial") : levelled(line, left));
      await each(given, (units, at) => {
        if (!units) return;
        const mine = granted.get(line[at].receipt) ?? { units: 0, pools: [] };
        granted.set(line[at].receipt, { units: mine.units + units, pools: [...mine.pools, pool.name] });
        left -= units;
      });
    }
    return granted;
  }

  async function levelled(line, stock) {
    const given = new Array(line.length).fill(0);
    const most = line.reduce((highest, one) => Math.max(highest, one.wish), 0);
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

  async function inFull(line, stock, boundary) {
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

  // --- One's own entry ----------------------------------------------------------------------------------------------
  async function show(typed) {
    const receipt = typed.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
    const entry = (await rows("entries.csv")).find(([one]) => one === receipt);
    $("all").hidden = false;
    $("mine").hidden = !entry;
    if (!entry) {
      $("said").textContent = `抽選番号「${receipt}」は、固定された名簿にありません。番号を確かめてください。`;
      return;
    }
    const [, , weight, units, group] = entry;
    const ranking = await rows("ranking.csv"), place = ranking.findIndex(([, one]) => one === receipt);
    const { seed, sources } = json("seed.json"), [hash, at = ""] = text("commitment.txt").trim().split(/\s+/);
    const label = group || receipt;
    const before = ranking.slice(0, place).reduce((sum, one) => sum + Number(one[4]), 0);
    $("in-list").textContent = `抽選番号 ${receipt} は名簿にあります（申込数 ${units}）。`;
    $("committed").textContent = `${at ? `${new Date(at).toLocaleString("ja")} に` : ""}公開された値：${hash}`;
    $("seeded").textContent = `${sources.map((one) => `${one.name} ${one.value}`).join("、")} から計算した値：${seed}`;
    $("drawn").textContent = `「${seed},${label},1」${Number(weight) > 1 ? `など${weight}本のうち一番小さい値` : "を計算した値"}：${await best(seed, label, Number(weight))}`;
    $("granted").textContent = `${ranking.length.toLocaleString("ja")}件中 ${(place + 1).toLocaleString("ja")}位、当選数 ${ranking[place][4]}。あなたより前の人たちの当選数は合わせて${before.toLocaleString("ja")}です。`;
    $("said").textContent = "あなたの結果を表示しました。";
    $("mine-title").focus();
  }

  async function checkAll() {
    $("check").disabled = true;
    $("steps").replaceChildren();
    $("progress").hidden = false;
    let failed = 0;
    for (const [name, step] of Object.entries(STEPS)) {
      const line = document.createElement("li");
      try {
        line.textContent = `${name}。${await step((share) => { $("progress").value = share; })}`;
        line.className = "good";
      } catch (wrong) {
        line.textContent = `${name}。${wrong.message}`;
        line.className = "bad";
        failed += 1;
      }
      $("steps").append(line);
    }
    $("progress").hidden = true;
    $("check").disabled = false;
    $("said").textContent = failed ? `${failed}つの点で一致しませんでした。市の担当課と、抽選の立会人にお知らせください。` : "すべて一致しました。この抽選は公開された規則・名簿・種のとおりに行われています。";
    document.body.dataset.verdict = failed ? "fail" : "pass";
  }

  // --- Loading --------------------------------------------------------------------------------------------------------
  async function load() {
    if (!globalThis.crypto?.subtle) {
      $("said").textContent = "この端末のブラウザーでは計算できません。https:// で始まる市のページから開くか、verify.py をお使いください。";
      return;
    }
    $("ask").hidden = false;
    $("by-hand").hidden = true;
    try {
      const parts = await Promise.all(NAMES.map(async (name) => {
        const answer = await fetch(name);
        if (!answer.ok) throw new Error(name);
        return [name, await answer.arrayBuffer()];
      }));
      record = Object.fromEntries(parts);
      begin();
    } catch {
      $("pick").hidden = false;
    }
  }

  function begin() {
    kept.clear();
    $("all").hidden = false;
    const wanted = new URLSearchParams(location.search).get("receipt");
    if (wanted) {
      $("receipt").value = wanted;
      show(wanted);
    }
  }

  $("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    if (record) show($("receipt").value);
    else $("said").textContent = "先にファイルを選んでください。";
  });
  $("check").addEventListener("click", checkAll);
  $("files").addEventListener("change", async (event) => {
    const files = [...event.target.files].filter((file) => NAMES.includes(file.name));
    const missing = NAMES.filter((name) => !files.some((file) => file.name === name));
    if (missing.length) {
      $("said").textContent = `足りないファイルがあります：${missing.join("、")}`;
      return;
    }
    record = Object.fromEntries(await Promise.all(files.map(async (file) => [file.name, await file.arrayBuffer()])));
    $("said").textContent = "ファイルを読みました。";
    begin();
  });
  load();
})();
