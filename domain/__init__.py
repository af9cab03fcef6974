"""The town: what a city hall keeps and does. SQLAlchemy and the form engine; never Flask.

Glossary: one word per thing, the same in Python, URL, table, template and test.

=============  ==================  ==============================================================
word           on screen           what it is
=============  ==================  ==============================================================
department     課                  a unit of the city hall that owns procedures
staff          職員                a person who works there and signs in
role           役割                clerk 受付, reviewer 審査, editor 様式作成, manager 管理者, administrator システム管理
household      世帯                a family, known by its phone number, or by a device that remembers it
procedure      手続き              something residents can ask for; kinds: booking, lottery, application
form           様式                the questions of a procedure; a form version 版 never changes
case           申請                one answered form: number, answers, channel, state, history
number         受付番号            nine digits and a check digit
secret         確認コード          what proves, with the number, that a case is one's own
channel        受付経路            web, counter, staff, phone, post, paper
phrase         文例                a text that a department writes again and again
look           閲覧                somebody of the office has seen a case, or a list of names
intake         受付                the one pipe that every kind admits a case by
decision       決定                approve 承認, return 差戻し, reject 却下
facility       施設                a place: a children's hall
service        部屋・利用区分      what is booked there: a playroom; it has rules, patterns and slots
pattern        週間予定            weekday, start, end: where slots come from
slot           回                  one dated session of a service; "session" is only ever the database's
exception      変更日              one date on which a service runs otherwise
closure        休館                days on which a facility or a service is closed
booking        予約                a party's places in a slot
party          利用人数            who comes: adults and children
unit           定員の単位          what capacity counts: persons 人, children 人（子ども）, families 組
gate           （なし）            the one conditional UPDATE that gives places
release        受付開始            when a slot opens for booking
campaign       抽選販売            vouchers whose buyers are drawn, in one or more rounds
round          回（1次・2次）      one draw of a campaign; in code never a slot
books          冊                  what is asked for and granted
entry          申込（1人分）       one person in one round; a family is several entries of one case
receipt        抽選番号            what an entry is called in public: random, says nothing of the person
person         名寄せキー          who an entry is of, in every round: caps and duplicates go by it
tier           区分                residents, people working here, …: who a pool is for
pool           配分枠              a part of the stock for some tiers; what it leaves goes to the next
weight         当選しやすさの倍率  how many tickets are drawn for an entry
freeze         名簿の確定          the list of entries is fixed, and its hash published
commitment     確定値              that hash: of rules and list, before the seed exists
objection      異議                what is said against the frozen list, in the days after the freeze
source         乱数の出どころ      a public event that a part of the seed is taken from: dice, drand, numbers drawn elsewhere
seed           シード値            what ranks everybody: commitment and the values of all sources
award          抽選結果            an entry's rank, and what it was granted
status         確定後の異動        withdrawn, disqualified, …: the list stays, a line is added
record         公開記録            the files from which anybody can check a draw
job            処理                what takes long: asked for in a moment, run by the worker, seen while it goes on
notice         お知らせ            a mail to send, written with what it tells
history        履歴                who did what when; only ever added to
=============  ==================  ==============================================================
"""
