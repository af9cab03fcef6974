// The page of the check: reads the record, shows one's own entry, and what checking.js finds; nothing is sent anywhere.
(() => {
  "use strict";

  const { NAMES, RESULTS, Record, namedIn, stepsOf } = checking;
  const NO_FILES = "先にファイルを選んでください。";
  const $ = (id) => document.getElementById(id);
  const said = (sentence) => { $("said").textContent = sentence; };
  const many = (count) => count.toLocaleString("ja");
  const DRAND = "https://api.drand.sh/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971/public/";
  let record = null;
  let waits = ""; // what was asked for while the files are still on their way

  // --- One's own entry ----------------------------------------------------------------------------------------------
  async function show(typed) {
    const receipt = typed.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
    const mine = await record.find(receipt);
    $("mine").hidden = !mine;
    if (!mine) return said(`抽選番号「${receipt}」は、固定された名簿にありません。番号を確かめてください。`);
    const [hash, at = ""] = record.text("commitment.txt").trim().split(/\s+/);
    $("in-list").textContent = `抽選番号 ${receipt} は名簿にあります（申込数 ${mine.units}）。`;
    $("committed").textContent = `${at ? `${new Date(at).toLocaleString("ja", { timeZone: "Asia/Tokyo" })} に` : ""}公開された値：${hash}`;
    for (const one of document.querySelectorAll("#mine .result")) one.hidden = !record.isDrawn;
    $("mine-title").textContent = record.isDrawn ? "あなたの結果" : "あなたの申し込み";
    if (record.isDrawn) showResult(mine);
    said(record.isDrawn ? "あなたの結果を表示しました。" : "あなたの申し込みは、固定された名簿にあります。結果の発表は、抽選のあとです。");
    $("mine-title").focus();
  }

  function showResult(mine) {
    const { seed, sources } = record.json("seed.json");
    const ticket = mine.count > 1 ? `など${mine.count}本のうち一番小さい値` : "を計算した値";
    $("seeded").textContent = `${sources.map((one) => `${one.name} ${one.value}`).join("、")} から計算した値：${seed}`;
    $("seen").replaceChildren(...sources.flatMap(seenAt));
    $("drawn").textContent = `「${seed},${mine.label},1」${ticket}：${mine.score}`;
    $("granted").textContent = `${many(mine.of)}件中 ${many(mine.rank)}位、当選数 ${mine.granted}。あなたより前の人たちの当選数は合わせて${many(mine.before)}です。${mine.isOut ? "名簿の固定後に、取下げか失格の記録があります。" : ""}`;
  }

  // Where anybody can see what a source said: as the town wrote it down, and for drand the address of its round.
  function seenAt({ name, seen = "" }) {
    const announced = record.json("rules.json").sources.find((one) => one.name === name) ?? {};
    const event = record.json("seed.json").fallbacks?.includes(name) ? announced.fallback : announced;
    const places = event?.kind === "drand" && event.round ? [`${DRAND}${event.round}`] : [];
    return [...new Set([seen, ...places])].filter(Boolean).map((place) => {
      const line = document.createElement("li"), link = document.createElement("a");
      line.append(`${name}：`, place.startsWith("https://") ? link : place);
      Object.assign(link, { href: place, textContent: place, rel: "noreferrer" });
      return line;
    });
  }

  // --- Everybody's --------------------------------------------------------------------------------------------------
  async function checkAll() {
    $("check").disabled = true;
    $("steps").replaceChildren();
    $("verdict").textContent = "";
    delete document.body.dataset.verdict;
    $("progress").hidden = false;
    record = new Record(record.files); // read anew too
    let failed = 0;
    for (const [name, step] of Object.entries(stepsOf(record))) failed += await check(name, step);
    $("progress").hidden = true;
    $("check").disabled = false;
    document.body.dataset.verdict = failed ? "fail" : record.isDrawn ? "pass" : "list";
    $("verdict").textContent = verdict(failed);
  }

  async function check(name, step) {
    const line = document.createElement("li");
    let failed = 0;
    try {
      line.textContent = `${name}。${await step(record, (share) => { $("progress").value = share; })}`;
    } catch (wrong) {
      line.textContent = `${name}。${wrong.message}`;
      failed = 1;
    }
    line.className = failed ? "bad" : "good";
    $("steps").append(line);
    return failed;
  }

  function verdict(failed) {
    if (failed) return `${failed}つの点で一致しませんでした。市の担当課と、抽選の立会人にお知らせください。`;
    if (!record.isDrawn) return "名簿と規則は、固定されたままです。順位と当選数は、結果が発表されると確かめられます。";
    return "すべて一致しました。この抽選は公開された規則・名簿・種のとおりに行われています。";
  }

  function nameIt() {
    try {
      $("which").textContent = `抽選の番号：${record.json("rules.json").lottery}`;
      $("which").hidden = false;
    } catch { /* what is wrong with the rules is said by the check */ }
  }

  // From the town's own pages one came from the folder's; a folder on the device has none.
  function leadBack() {
    $("back").firstElementChild.href = location.pathname.replace(/\/[^/]*$/, "");
    $("back").hidden = !location.pathname.includes("/record/");
  }

  // --- Loading ------------------------------------------------------------------------------------------------------
  async function load() {
    if (!globalThis.crypto?.subtle) {
      return said("この端末のブラウザーでは計算できません。https:// で始まる市のページから開くか、verify.py をお使いください。");
    }
    $("ask").hidden = false;
    $("by-hand").hidden = true;
    try {
      const sums = await fetched("SHA256SUMS");
      const names = new Set([...NAMES, ...namedIn(new TextDecoder().decode(sums)).filter(Boolean)]);
      const parts = await Promise.all([...names].map(async (name) => [name, await fetched(name)]));
      begin(parts);
    } catch {
      $("pick").hidden = false;
      if (waits) said(NO_FILES);
    }
  }

  async function fetched(name) {
    const answer = await fetch(name);
    if (answer.status === 404 && RESULTS.includes(name)) return undefined;
    if (!answer.ok) throw new Error(name);
    return answer.arrayBuffer();
  }

  async function pick(event) {
    const files = [...event.target.files];
    const missing = NAMES.filter((name) => !RESULTS.includes(name) && !files.some((file) => file.name === name));
    if (missing.length) return said(`足りないファイルがあります：${missing.join("、")}`);
    begin(await Promise.all(files.map(async (file) => [file.name, await file.arrayBuffer()])));
    said("ファイルを読みました。");
  }

  function begin(parts) {
    record = new Record(Object.fromEntries(parts.filter(([, bytes]) => bytes)));
    $("all").hidden = false;
    nameIt();
    const wanted = waits || new URLSearchParams(location.search).get("receipt");
    if (wanted) {
      $("receipt").value = wanted;
      show(wanted);
    }
  }

  $("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    waits = $("receipt").value;
    if (record) show(waits);
    else said($("pick").hidden ? "記録のファイルを読み込んでいます…" : NO_FILES);
  });
  $("check").addEventListener("click", checkAll);
  $("files").addEventListener("change", pick);
  leadBack();
  load();
})();
