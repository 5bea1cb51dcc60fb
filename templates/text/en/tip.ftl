# Words of what the public reports.

# the way in, on the card and the board
tip-invite = Seen something dangerous? Tell the school
tip-invite-small = No sign-in, no name needed. Take a photo, write a sentence, follow the answer with a code.
tip-do = Report a danger
tip-follow = Follow a report

# the form
tip-lead = No sign-in and no name. One sentence is enough.
tip-photo = Photos
tip-photo-hint = { $n ->
    [one] One at most.
   *[other] { $n } at most.
 } Show the problem, and no pupils' faces if you can.
tip-photo-kept = Photo { $n } has arrived
tip-photo-kept-small = Clear the box to leave it out
tip-photos-many = { $a } photos at most; the others were not taken
tip-words = What did you see?
tip-words-hint = For example “The manhole cover at the gate is loose and tips up”.
tip-place = Where is it?
tip-place-hint = So that others can find it, for example “pavement outside the east gate”.
tip-contact = How to reach you
tip-contact-hint = Only to ask you about it. Only the school's safety officer can see it, and each look is recorded.
tip-check-card = Number on the notice card
tip-check-card-hint = There were many reports, so we ask. It is printed on the card on the spot, for example FX-000.
tip-check-board = Last four digits of the school's duty line
tip-check-board-hint = There were many reports, so we ask. The duty line stands on the notice board.
tip-check-wrong = That does not match; look at the card or the board and type it again
tip-send = Send
tip-promise = The school answers by { $a }. No sign-in, no name.
tip-closed-title = Not now
tip-closed-text = Too many reports came from here. Try again in a few hours; what you wrote is still below. If it is urgent, call.
tip-none-here = No reports are taken here
tip-none-here-text = The card's code may have been renewed, or the school has not opened this. If it is urgent, call the school; for fire 119, for injuries 120.

# the code, and how far it is
tip-sent = We have it
tip-code = Receipt code
tip-code-keep = Write this code down or take a screenshot. It shows you the answer, and cannot be found again.
tip-code-how = Capitals or not, dashes or not: both work.
tip-code-hint = 16 letters and digits, for example ABCD-2345-EFGH-6789.
tip-follow-mine = See how this report is going
tip-promised = The school promises an answer by { $a }.
tip-promise-late = The school promised an answer by { $a }, and is late. The bureau above sees that too.
tip-follow-title = Follow a report
tip-follow-lead = Type the code you were given when you sent it.
tip-look = Look it up
tip-unknown = Nothing found
tip-unknown-text = See whether the code was copied right, and type it again
tip-now = How far it is
tip-standing-received = Received
tip-standing-looked-into = Being looked into
tip-standing-rectifying = Being fixed
tip-standing-done = Fixed
tip-standing-not-taken = Not taken up
tip-about-received = The school's safety officer has not dealt with it yet.
tip-about-looked-into = The school has seen it and is checking and arranging things.
tip-about-rectifying = Somebody has been given the work as a hidden danger.
tip-about-done = It was fixed, and somebody else checked it.
tip-about-not-taken = The school looked at it and did not treat it as a hidden danger.
tip-answer-of = The school's answer
tip-repair = Photos of the repair
tip-repair-alt = After the repair, photo { $n }
tip-contest-title = Not so?
tip-contest-lead = Until { $a } you can say so, and the school's safety officer deals with it again.
tip-contest-words = What is not solved?
tip-contest = It is not fixed, look again
tip-contest-late = The time to disagree is over, or the school has just answered. Load the page again to see how far it is.
tip-mine = Your report
tip-received = Received

# the school's side
nav-tips = Public reports
tips = Public reports
tips-lead = From notice cards and the board; they enter the register when the officer takes them up
tips-waiting = Waiting
tips-late = { $n } late
tips-none = No report waits.
tips-answered = Answered
tip-answered-on = Answered { $a }
tips-none-answered = No report was answered yet.
tip-photos-n = { $n ->
    [one] { $n } photo
   *[other] { $n } photos
 }
tip-one = Public report
tip-state = Now
tip-state-waiting = Waiting
tip-state-contested = Contested
tip-state-accepted = Taken up
tip-state-known = Already known
tip-state-declined = Not taken up
tip-state-abuse = Abuse
tip-said = What was reported
tip-no-photo = Reported by the public, without a photo
tip-photo-alt = Photo { $n } of the report
tip-contested = The reporter does not agree (time { $n })
tip-answered = What came of it
tip-ticket = Hidden danger
tip-ticket-known = Which hidden danger is it?
tip-reason = Why it is not taken up
tip-reason-unfounded = Not found on the spot
tip-reason-not-ours = Not the school's to deal with
tip-reason-unclear = Too unclear to find
tip-reason-settled = Already settled
tip-answer = Answer to the reporter
tip-answer-hint = The reporter reads it with the code. No names, no telephone numbers.
tip-answer-none = Nothing was added
tip-answered-by = Answered by
tip-decide = Decide
tip-do-accept = Take it up
tip-do-known = Already known
tip-do-decline = Do not take it up
tip-do-abuse = Set aside as abuse
tip-help-accept = Once taken up, everybody at the school can read what stands below. Take out what gives the reporter away.
tip-help-known = It is in the register already. The reporter sees how that one is going.
tip-help-decline = The reporter reads your answer and may disagree within 15 days.
tip-help-abuse = For pranks, insults and advertising only. The same source is asked a question next time, and after several it is shut out. The reporter cannot disagree.
tip-description-hint = The reporter's own words. Make them the school's, and take out what gives the reporter away.
tip-take-photos = Photos to take along
tip-take-photos-hint = Leave out those that show pupils' faces.
tip-facts = Facts
tip-due = Answer promised by
tip-from = Came from
tip-from-card = Risk notice card
tip-from-board = Risk notice board
tip-contact-ask-text = The reporter left a way to reach them, only to ask about this. Looking at it is recorded in the ledger.
tip-contact-ask = Show it
tip-contact-shown = Recorded in the ledger. It is gone when you leave this page.
tip-contact-officer = The reporter left a way to reach them; only the school's safety officer can see it.
tip-contact-none = None was left.
tip-refused = Not done
tip-refused-role = Only the school's safety officer answers public reports.
tip-refused-answered = Somebody has answered it already; see below.
tip-refused-stale = This report changed since you opened the page. Compare, then decide again.

# the home page
tip-home = { $n ->
    [one] { $n } public report waits for the school
   *[other] { $n } public reports wait for the school
 }
tip-home-late = { $n ->
    [one] { $n } is past the day an answer was promised
   *[other] { $n } are past the day an answer was promised
 }
tip-home-go = Open them

# records and messages
did-accept-tip = took up a public report
did-know-tip = joined a public report to a known hidden danger
did-decline-tip = did not take up a public report
did-set-aside-tip = set a public report aside as abuse
did-see-contact = looked up how to reach a reporter
ledger-subject-tip = Public report
flash-tip-accepted = Taken up; the reporter can see how it goes.
flash-tip-known = Joined; the reporter can see how it goes.
flash-tip-declined = The reporter has the answer.
flash-tip-abuse = Set aside.
tip-contact-kept = Your contact is deleted { $n } days after the answer.
tip-contact-erased = The contact was deleted: its time was over.
