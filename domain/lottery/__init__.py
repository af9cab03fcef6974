"""The voucher lottery: a draw that everybody who applied can check alone (scheme MVL-1).

What pages call, in the order of a campaign; each operation takes ``(session, …, by=, now=)`` and raises a Refusal:

=============  ===================================================================================================
setup          set_campaign(procedure_id, Sale) · set_round(campaign_id, Plan) · problems_of(round, cap) ·
               announce(round_id) · postpone(round_id, days, reason)
simulating     outlook(terms, wishes) · in_other_order(terms) · in_words(outlook, unit) · scaled(wishes, people)
requests       application_of(submission, campaign.asks) · applicants_of(form, answers, campaign.asks)
entering       enter(round_id, application) -> Entered · enter_many(round_id, applications, progress=) -> [Line]
changing       change(number, application, revision=)
excluding      invalidate(receipt, reason, note) · restore(receipt) · excluded(round_id)
decisions      withdraw(number): the whole case, of any kind; leaving.withdraw_entry(number, receipt): one of a family
cards          enter_card(round_id, answers, key=, dated_on=) · store_file(round_id, name, data) · check_some(file_id) ·
               take_some(file_id), until it is finished · drop_file(file_id)
duplicates     search.find_duplicates(round_id) · search.check_decided · search.has_news · queries.side_by_side ·
               verdicts.decide_duplicates(group_id, keep=, reason=, winner=) · verdicts.reopen_duplicates(group_id)
freezing       preview(round_id) · ask_freeze(round_id) · freeze(round_id) · drop_freeze(round_id)
objecting      raise_objection(round_id, said, receipt) · answer_objection(id, answer)
disqualifying  ask_disqualification(receipt, reason, note) · disqualify(receipt) · drop_disqualification(receipt)
seeding        enter_value(round_id, name, typed, seen_at=, is_fallback=) · correct_value(round_id, name, typed, reason)
drawing        dry_run(round_id, practice) -> Drawn, never stored · draw(round_id, progress=) -> Drawn, once
publishing     publish(round_id, progress=) -> applications told; again where it was cut short
recording      file_of(round_id, name) -> bytes · refresh_record(round_id)
statuses       add_statuses(round, entries, status, reason=, role=): what becomes of entries after the freeze
rounds         terms_of(round) · standing_of(round) · phase(round, now) -> key of rules.PHASE_WORDS
queries        campaign_of · rounds_of · round_of · entries_of · entry_of · intake_of · wishes_of · per_day · record_of · objections_of
receipts       typed(text) -> receipt or None · shown(receipt) -> XXXXX-XXXXX-X
=============  ===================================================================================================
"""
