// SHA-256 of short ASCII texts without waiting (FIPS 180-4): a draw hashes more than 100,000 of them, and to ask
// WebCrypto for each takes much longer than the sum itself. checking.js holds samples of it against WebCrypto.
(() => {
  "use strict";

  const BLOCK = 64; // bytes
  const START = Int32Array.of(
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  );
  const ROUND = Int32Array.of(
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  );
  const words = new Int32Array(64), state = new Int32Array(8);

  // Put up to one block of a text into the words, as big-endian bytes; return how many bytes that were.
  function fill(text, from) {
    words.fill(0, 0, 16);
    const count = Math.max(0, Math.min(BLOCK, text.length - from));
    for (let at = 0; at < count; at += 1) {
      const code = text.charCodeAt(from + at);
      if (code > 127) throw new Error(`「${text[from + at]}」は、公開されるファイルに使えない文字です。`);
      words[at >> 2] |= code << (24 - 8 * (at & 3));
    }
    return count;
  }

  function compress() {
    for (let at = 16; at < 64; at += 1) {
      const early = words[at - 15], late = words[at - 2];
      const small = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
      const large = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
      words[at] = (words[at - 16] + small + words[at - 7] + large) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at += 1) {
      const turned = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const first = (h + turned + ((e & f) ^ (~e & g)) + ROUND[at] + words[at]) | 0;
      const rolled = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const second = (rolled + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + first) | 0; d = c; c = b; b = a; a = (first + second) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  const hex = () => Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");

  // Return a function from a text to the SHA-256 of ``prefix`` and the text, as 64 hex digits. What is whole blocks of
  // the prefix is computed once: of a ticket that is the seed, half of the work.
  function sha256After(prefix) {
    const whole = prefix.length - (prefix.length % BLOCK), kept = prefix.slice(whole);
    state.set(START);
    for (let at = 0; at < whole; at += BLOCK) {
      fill(prefix, at);
      compress();
    }
    const begun = state.slice();
    return (text) => {
      const rest = kept + text, length = whole + rest.length;
      state.set(begun);
      for (let at = 0; ; at += BLOCK) {
        const count = fill(rest, at), isLast = count < BLOCK - 8;
        // The end is marked by one bit, then the length in bits stands in the last eight bytes.
        if (count < BLOCK && at <= rest.length) words[count >> 2] |= 0x80 << (24 - 8 * (count & 3));
        if (isLast) {
          words[14] = Math.floor((length * 8) / 2 ** 32);
          words[15] = length * 8;
        }
        compress();
        if (isLast) return hex();
      }
    };
  }

  globalThis.sha256After = sha256After;
})();
