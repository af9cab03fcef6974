// What an applicant's device computes anew of a draw (scheme MVL-1), written apart from the town's own code; pages are
// verify.js's. Nothing is sent anywhere.
(() => {
  "use strict";

  const RESULTS = ["seed.json", "ranking.csv"]; // not public before the result is
  const NAMES = ["rules.json", "entries.csv", "commitment.txt", "status.csv", "SHA256SUMS", ...RESULTS];
  const OUT = ["withdrawn", "disqualified"];
  const SUMS = /^([0-9a-f]{64} {2}[\w.-]+\n)+$/;
  const PATIENCE = 24; // milliseconds of work between two looks at the screen
  const LINES = 128; // between two looks at the clock
  const SAMPLE = 997; // every so manieth ticket is held against WebCrypto's
  const TEXT = new TextEncoder();

  const sha = async (data) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", typeof data === "string" ? TEXT.encode(data) : data));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const must = (holds, sentence) => { if (!holds) throw new Error(sentence); };
  const many = (count) => count.toLocaleString("ja");

  // The page stays responsive: a message comes back after what the browser has to draw, and without a timer's wait.
  const channel = new MessageChannel(), waiting = [];
  channel.port1.onmessage = () => waiting.shift()();
  let rested = performance.now();
  async function breath() {
    if (performance.now() - rested < PATIENCE) return;
    await new Promise((resolve) => { waiting.push(resolve); channel.port2.postMessage(null); });
    rested = performance.now();
  }
  async function each(lines, look) {
    for (let at = 0; at < lines.length; at += 1) {
      look(lines[at], at);
      if (at % LINES === LINES - 1) await breath();
    }
  }

  const namedIn = (sums) => sums.trimEnd().split("\n").map((line) => line.split("  ")[1]);

  // The files of a draw: name -> bytes. Each is read once: a list has more than 100,000 lines.
  class Record {
    constructor(files) {
      this.files = files;
      this.kept = new Map();
      this.isDrawn = RESULTS.some((name) => files[name]);
    }

    text(name) { return new TextDecoder().decode(this.files[name]); }
    json(name) { return JSON.parse(this.text(name)); }
    get committed() { return this.text("commitment.txt").split(/\s+/)[0]; }
    get fixedAt() { return this.text("commitment.txt").trim().split(/\s+/)[1]; }
    get sums() { return this.text("SHA256SUMS"); }
    get named() { return namedIn(this.sums); }

    // Every line but the first, as an array of its values.
    async rows(name) {
      if (!this.kept.has(name)) {
        const rows = [], lines = this.text(name).split("\n").slice(1);
        await each(lines, (line, at) => { if (line !== "" || at < lines.length - 1) rows.push(line.split(",")); });
        this.kept.set(name, rows);
      }
      return this.kept.get(name);
    }

    // A function from an entry to its label and the best of its tickets; a group has as many as its heaviest entry.
    async tickets() {
      const drawn = sha256After(this.json("seed.json").seed), weights = new Map(), known = new Map();
      await each(await this.rows("entries.csv"), ([, , weight, , group]) => {
        if (group) weights.set(group, Math.max(weights.get(group) ?? 1, Number(weight)));
      });
      return ([receipt, , weight, , group]) => {
        const label = group || receipt, count = group ? weights.get(group) : Number(weight);
        if (known.has(label)) return { label, count, score: known.get(label) };
        let score = drawn(`,${label},1`);
        for (let number = 2; number <= count; number += 1) {
          const next = drawn(`,${label},${number}`);
          if (next < score) score = next;
        }
        if (group) known.set(label, score);
        return { label, count, score };
      };
    }

    // What there is to know of one receipt, undefined where it is not in the list.
    async find(receipt) {
      const entry = (await this.rows("entries.csv")).find(([one]) => one === receipt);
      if (!entry || !this.isDrawn) return entry && { units: entry[3] };
      const ranking = await this.rows("ranking.csv"), place = ranking.findIndex(([, one]) => one === receipt);
      const isOut = (await this.rows("status.csv")).some(([one, status]) => one === receipt && OUT.includes(status));
      const before = ranking.slice(0, place).reduce((sum, one) => sum + Number(one[4]), 0);
      return { units: entry[3], of: ranking.length, rank: place + 1, granted: ranking[place][4], before, isOut, ...(await this.tickets())(entry) };
    }
  }

  // --- The steps: each returns what it found, or throws a sentence --------------------------------------------------
  const OF_LIST = {
    async "公開されたファイル"({ files, sums, named }) {
      must(SUMS.test(sums), "SHA256SUMSの形が違います。");
      for (const line of sums.trimEnd().split("\n")) {
        const [expected, name] = line.split("  ");
        if (files[name]) must(await sha(files[name]) === expected, `${name} が、公開されたものと違います。`);
      }
      const absent = NAMES.filter((name) => files[name] && name !== "SHA256SUMS" && !named.includes(name));
      must(absent.length === 0, `${absent.join("、")} が、SHA256SUMSにありません。`);
      return `${Object.keys(files).length}個のファイルは公開されたままです。`;
    },
    async "名簿"(record) {
      const entries = await record.rows("entries.csv");
      await each(entries, ([receipt], at) => must(at === 0 || entries[at - 1][0] < receipt, "名簿が番号順でないか、同じ番号が2回あります。"));
      return `${many(entries.length)}件の応募があり、同じ番号はありません。`;
    },
    async "名簿の固定"(record) {
      const parts = [await sha(record.files["rules.json"]), await sha(record.files["entries.csv"])];
      const said = `MVL1-commit\n${record.json("rules.json").lottery}\n${parts.join("\n")}\n`;
      must(await sha(said) === record.committed, "規則か名簿が、固定したあとに変えられています。");
      return "規則と名簿は、種が決まる前に固定されたままです。";
    },
    async "固定後の変更"(record) {
      let chain = record.committed;
      const lines = await record.rows("status.csv");
      for (const line of lines) {
        chain = await sha(`${chain}\n${line.slice(0, -1).join()}\n`);
        must(chain === line.at(-1), "辞退・失格の記録が、あとから変えられています。");
      }
      return `固定後の辞退・失格などは${lines.length}件で、記録はつながっています。`;
    },
  };
  const OF_RESULT = {
    async "種"(record) {
      const { seed, sources } = record.json("seed.json");
      const announced = record.json("rules.json").sources, names = (list) => list.map((one) => one.name).join();
      must(names(sources) === names(announced), "種のもとが、告知されたものと違います。");
      must(announced.every(({ at }) => record.fixedAt < at), "名簿が固定される前に、種のもとが分かっていました。");
      const said = sources.map((one) => `${one.name}=${one.value}\n`).join("");
      must(await sha(`MVL1-seed\n${record.committed}\n${said}`) === seed, "種が、公開された数から計算したものと違います。");
      return "種は、公開された数から決まっています。";
    },
    // Everybody's place is right where each has the own score and the places go up: there is only one such order.
    async "順位"(record, progress) {
      const entries = await record.rows("entries.csv"), published = await record.rows("ranking.csv");
      must(published.length === entries.length, "順位の数が、応募の数と違います。");
      const waits = new Map(), ticket = await record.tickets();
      await each(entries, (entry) => waits.set(entry[0], entry));
      const { seed } = record.json("seed.json"), samples = [];
      let last = ["", "", ""];
      await each(published, ([rank, receipt, score], at) => {
        const wrong = `${at + 1}位が、計算したものと違います。`;
        must(rank === String(at + 1) && waits.has(receipt), wrong);
        const mine = ticket(waits.get(receipt));
        const key = [mine.score, mine.label, receipt];
        must(score === mine.score && isBefore(last, key), wrong);
        if (at % SAMPLE === 0 && mine.count === 1) samples.push([mine.label, score]);
        waits.delete(receipt);
        last = key;
        progress((at + 1) / published.length);
      });
      for (const [label, score] of samples) must(await sha(`${seed},${label},1`) === score, "この端末の計算が正しくありません。別の端末で確かめてください。");
      return `${many(entries.length)}件すべての順位が、計算と一致しました。`;
    },
    async "当選数"(record) {
      const granted = await allocated(record, each);
      let total = 0;
      await each(await record.rows("ranking.csv"), ([rank, receipt, , pool, units]) => {
        const mine = granted.get(receipt) ?? { units: 0, pools: [] };
        must(units === String(mine.units) && pool === mine.pools.join("+"), `${rank}位の当選数が、規則で計算したものと違います。`);
        total += mine.units;
      });
      must(total <= record.json("rules.json").budget, "当選数の合計が、用意された数を超えています。");
      return `合計${many(total)}が、規則どおりに配分されています。`;
    },
  };

  function isBefore(left, right) {
    const at = left.findIndex((one, place) => one !== right[place]);
    return at !== -1 && left[at] < right[at];
  }

  globalThis.checking = { NAMES, RESULTS, Record, namedIn, stepsOf: ({ isDrawn }) => ({ ...OF_LIST, ...(isDrawn ? OF_RESULT : {}) }) };
})();
