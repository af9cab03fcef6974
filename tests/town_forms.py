"""The two rooms of the test town: facts, rules by which real cities run such rooms, and forms."""

from __future__ import annotations

from typing import Any

_RESIDENCE = {
    "key": "residence",
    "kind": "choice",
    "meaning": "residence",
    "label": {"ja": "市とのつながり", "easy": "市に 住んで いますか", "en": "Your link to the city"},
    "settings": {
        "options": [
            {
                "value": "resident",
                "label": {"ja": "市内に住んでいる", "easy": "市に 住んで います", "en": "I live here"},
            },
            {
                "value": "worker",
                "label": {"ja": "市内で働いている", "easy": "市で 働いて います", "en": "I work here"},
            },
            {
                "value": "homecoming",
                "label": {"ja": "里帰り中", "easy": "里帰り", "en": "Staying with family here"},
            },
        ]
    },
}
_ADULTS = {
    "key": "adults",
    "kind": "number",
    "meaning": "adults",
    "label": {"ja": "おとなの人数", "easy": "おとなは 何人ですか", "en": "Number of adults"},
    "settings": {"minimum": 1, "maximum": 4},
}
_CHILDREN = {
    "key": "children",
    "kind": "children",
    "meaning": "children",
    "label": {
        "ja": "いっしょに来るお子さん",
        "easy": "いっしょに 来る 子ども",
        "en": "Children who are coming",
    },
    "settings": {"minimum": 1, "maximum": 5, "age_on": "day_of_use"},
}
_CONTACT = [
    {
        "key": "name",
        "kind": "name",
        "meaning": "applicant_name",
        "label": {"ja": "保護者のお名前", "easy": "おとなの 名前", "en": "Parent's name"},
    },
    {
        "key": "kana",
        "kind": "kana",
        "meaning": "applicant_kana",
        "label": {"ja": "ふりがな", "easy": "ふりがな", "en": "Reading of the name"},
    },
    {
        "key": "phone",
        "kind": "phone",
        "meaning": "phone",
        "label": {"ja": "電話番号", "easy": "電話番号", "en": "Phone number"},
    },
    {
        "key": "email",
        "kind": "email",
        "meaning": "email",
        "required": False,
        "label": {"ja": "メールアドレス", "easy": "メールアドレス", "en": "E-mail address"},
    },
]

PLAYROOM: dict[str, Any] = {
    "facility": {"ja": "子育て支援センター こどもの森", "easy": "こどもの森", "en": "Kodomo-no-Mori"},
    "address": {"ja": "緑町2丁目1-5", "en": "2-1-5 Midoricho"},
    "service": {"ja": "プレイルーム", "easy": "プレイルーム", "en": "Playroom"},
    "summary": {"ja": "0歳から就学前まで。", "easy": "小さい 子どもの 部屋です。", "en": "Under school age."},
    "rules": {
        "unit": "persons",
        "most_per_party": 4,
        "release": {"kind": "days_before", "days": 10, "at": "00:00"},
        "closes": {"days_before": 0, "at": "08:00"},
        "cancel_until": {"days_before": 0, "at": "08:00"},
        "who": ["resident", "worker", "homecoming"],
        "ages": {"preschool": True, "sibling_school_age": True},
        "limits": {"day": 1, "week": 3},
        "closed_days": {"weekdays": [0], "if_holiday": "stay_closed", "yearly": [["12-29", "01-03"]]},
        "few_left": 4,
    },
    "patterns": [
        {
            "weekdays": [1, 2, 3, 4, 5, 6],
            "starts": "09:30",
            "ends": "11:30",
            "open_capacity": 8,
            "hard_capacity": 10,
        },
        {
            "weekdays": [1, 2, 3, 4, 5, 6],
            "starts": "12:30",
            "ends": "14:30",
            "open_capacity": 8,
            "hard_capacity": 10,
        },
        {
            "weekdays": [1, 2, 3, 4, 5, 6],
            "starts": "15:00",
            "ends": "16:30",
            "open_capacity": 6,
            "hard_capacity": 6,
        },
    ],
    "form": {
        "schema": 1,
        "title": {"ja": "プレイルームの利用予約", "easy": "部屋の 予約", "en": "Playroom booking"},
        "pages": [
            {
                "key": "who",
                "title": {"ja": "だれが来ますか", "easy": "だれが 来ますか", "en": "Who is coming?"},
                "fields": [
                    _RESIDENCE,
                    {
                        "key": "staying_until",
                        "kind": "date",
                        "required": False,
                        "label": {
                            "ja": "いつごろまで滞在しますか",
                            "easy": "いつまで いますか",
                            "en": "Until when?",
                        },
                        "ask_if": {"compare": [{"answer": "residence"}, "=", {"value": "homecoming"}]},
                    },
                    _ADULTS,
                    _CHILDREN,
                ],
            },
            {
                "key": "contact",
                "title": {"ja": "連絡先", "easy": "連絡する ところ", "en": "How to reach you"},
                "fields": [
                    *_CONTACT,
                    {
                        "key": "consent",
                        "kind": "consent",
                        "label": {"ja": "利用の約束", "easy": "やくそく", "en": "House rules"},
                        "settings": {
                            "text": {
                                "ja": "発熱やせきがあるときは利用しません。",
                                "easy": "熱や せきが ある ときは 来ません。",
                                "en": "We stay at home with a fever.",
                            }
                        },
                    },
                ],
            },
        ],
    },
}

HIROBA: dict[str, Any] = {
    "facility": {"ja": "中央児童館", "easy": "中央児童館", "en": "Central Children's Hall"},
    "address": {"ja": "本町1丁目3-1", "en": "1-3-1 Honmachi"},
    "service": {"ja": "わんぱくひろば", "easy": "わんぱくひろば", "en": "Wanpaku Hiroba"},
    "summary": {
        "ja": "大きな遊び場です。",
        "easy": "大きな 遊び場です。",
        "en": "The big indoor playground.",
    },
    "rules": {
        "unit": "children",
        "most_per_party": 5,
        "release": {"kind": "days_before", "days": 7, "at": "09:00"},
        "closes": {"days_before": 1, "at": "17:00"},
        "cancel_until": {"days_before": 1, "at": "17:00"},
        "web_returns_on_day": True,
        "who": ["resident", "worker", "homecoming"],
        "ages": {"preschool": True, "sibling_school_age": True},
        "limits": {"day": 1, "month": 6},
        "closed_days": {"weekdays": [0], "if_holiday": "next_day", "yearly": [["12-29", "01-03"]]},
        "few_left": 6,
        "approval": "weekends",
    },
    "patterns": [
        {
            "weekdays": [0, 1, 2, 3, 4, 5, 6],
            "starts": starts,
            "ends": ends,
            "open_capacity": 75,
            "hard_capacity": 80,
            "web_quota": 30,
        }
        for starts, ends in (("10:00", "12:00"), ("13:00", "16:00"))
    ],
    "form": {
        "schema": 1,
        "title": {
            "ja": "わんぱくひろばの利用予約",
            "easy": "わんぱくひろばの 予約",
            "en": "Wanpaku Hiroba booking",
        },
        "pages": [
            {
                "key": "all",
                "title": {"ja": "利用する人", "easy": "来る 人", "en": "Who is coming"},
                "fields": [_RESIDENCE, _ADULTS, _CHILDREN, *_CONTACT],
            }
        ],
    },
}
