"""Old and variant forms of the characters of names and addresses, each with the one it is compared as.

Only for comparing: what people wrote is kept as they wrote it. Mostly 旧字体 of the 常用漢字表 (2010) and 人名用漢字, and the
variants that registers and keyboards give the same families (髙, 﨑, 邉, 𠮷, 桒).
"""

from __future__ import annotations

from collections.abc import Mapping

_PAIRS = """
亜亞 悪惡 圧壓 囲圍 医醫 壱壹 稲稻 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽 奥奧 応應 横橫
欧歐 桜櫻 温溫 穏穩 仮假 価價 画畫 会會 絵繪 壊壞 懐懷 鴎鷗 拡擴 覚覺 学學 岳嶽 楽樂
勧勸 巻卷 歓歡 寛寬 観觀 関關 陥陷 巌巖 顔顏 気氣 帰歸 亀龜 旧舊 拠據 挙擧 峡峽 狭狹
郷鄕 尭堯 暁曉 駆驅 区區 勲勳 薫薰 径徑 恵惠 渓溪 茎莖 経經 継繼 鶏鷄 芸藝 県縣 倹儉
剣劍劔劒 検檢 権權 献獻 顕顯 験驗 厳嚴 広廣 恒恆 鉱鑛 号號 国國圀 黒黑 済濟 斉齊斎齋
冊册 雑雜 参參 桟棧 蚕蠶 賛贊 残殘 糸絲 歯齒 児兒 辞辭 湿濕 実實 写寫 釈釋 寿壽 収收
従從 渋澁澀 縦縱 粛肅 処處 叙敍 奨奬 将將 焼燒 称稱 証證 条條 状狀 乗乘 浄淨 畳疊
縄繩 壌壤 嬢孃 譲讓 醸釀 触觸 真眞 寝寢 慎愼 尽盡 図圖 粋粹 穂穗 随隨 髄髓 数數 枢樞
瀬瀨 声聲 静靜 摂攝 専專 浅淺 戦戰 銭錢 潜潛 繊纖 禅禪 曽曾 双雙 壮壯 荘莊 捜搜 挿插
装裝 総總 蔵藏 属屬 続續 対對 体體 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 担擔 単單 団團 断斷
弾彈 遅遲 昼晝 虫蟲 鋳鑄 庁廳 聴聽 鎮鎭 鉄鐵鐡 点點 転轉 伝傳 灯燈 当當 党黨 闘鬪
徳德 独獨 読讀 届屆 弐貳 覇霸 廃廢 拝拜 売賣 麦麥 発發 髪髮 抜拔 浜濱濵 仏佛 払拂
並竝 変變 辺邊邉 弁辨瓣辯 宝寶寳 豊豐 翻飜 毎每 槙槇 万萬 満滿 黙默 弥彌 訳譯 薬藥
与與 予豫 余餘 誉譽 揺搖 様樣 謡謠 遥遙 来來 頼賴 乱亂 覧覽 竜龍 両兩 緑綠 塁壘 励勵
礼禮 霊靈 隷隸 齢齡 恋戀 炉爐 労勞 楼樓 郎郞 禄祿 湾灣 瑶瑤 凛凜 桧檜 祢禰 祷禱 蒋蔣
莱萊 頬頰 侠俠 呑吞 姫姬 痩瘦 繋繫 淵渕渊 館舘 島嶋嶌 峰峯 富冨 船舩 桝枡 喜㐂 秋穐
松枩 桑桒 吉𠮷 土圡 高髙 崎﨑嵜碕 柳栁桺 涼凉 準凖 群羣 略畧 煕熙凞 昂昻 晋晉 穣穰
聡聰 蛍螢 薮藪籔 雁鴈 篭籠 壷壺 緒緖 増增 清淸 青靑 内內 戸戶 呉吳 産產 説說 悦悅
鋭銳 脱脫 税稅 彦彥 教敎 歩步 渉涉 徴徵 概槪 既旣 即卽 郷鄉 飲飮 虎乕 勇勈 兎兔 柿杮
鎌鐮 曳曵 檪櫟 梼檮 涛濤 迩邇 蝋蠟 蛎蠣 侭儘 靭靱 砺礪 芦蘆 鯵鰺 鹸鹼
"""


def _table() -> Mapping[int, str]:
    return {ord(other): word[0] for word in _PAIRS.split() for other in word[1:]}


PLAIN = _table()
"""For ``str.translate``: the code of an old form -> the form it is compared as."""
