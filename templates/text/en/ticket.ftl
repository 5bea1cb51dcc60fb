# Hidden danger tickets: the list, the report, every step, the history.

# where it stands
state-reported = To confirm
state-confirmed = To assign
state-planning = Plan under review
state-rectifying = Rectifying
state-verifying = To verify
state-signing = To sign
state-accepting = Bureau to accept
state-closed = Closed
state-void = Void

# who is waited for
waits-reported = Waiting for a safety officer to confirm it.
waits-confirmed = Waiting for the school to assign it: a safety officer or the principal for a general one, the principal for a major one.
waits-planning = Waiting for the bureau to review the plan. Work starts once it is approved.
waits-rectifying = Waiting for the person responsible to put it right.
waits-responsible = Waiting for { $a } to put it right.
waits-verifying = Waiting for a safety officer or the principal to verify it. Whoever did the work cannot verify it.
waits-signing = Waiting for the principal to sign.
waits-accepting = Waiting for the bureau to check it on site.
waits-closed = Closed. Nothing more to do.
waits-void = Void. Nothing more to do; the record is kept.

# categories, grades, sources, reasons for voiding
category-fire = Fire
category-electrical = Electrical
category-building = Building
category-food = Food
category-lab = Laboratory
category-equipment = Equipment
category-transport = Transport
category-security = Security
category-health = Health
category-other = Other
grade-general-help = Limited harm, and it can soon be put right
grade-major-help = Serious harm or hard to put right: something must be closed for a while, or a published criterion is met
source-snap = Seen and reported
source-inspection = Inspection
source-superior = Check by the bureau
source-public = Report from the public
source-warning = System warning
source-legacy = Carried over from an old ledger
void-untrue = Not true
void-duplicate = Already reported
void-not-ours = Not this school’s responsibility

# the list
tickets = Hidden dangers
tickets-list = List of hidden dangers
tickets-tabs = Which ones
tickets-open = Open
tickets-mine = Waiting for me
tickets-all = All
tickets-narrow = Filter hidden dangers
tickets-words = Search words
tickets-category = Category
tickets-overdue = Overdue only
tickets-none = No hidden dangers here. If you see something unsafe, report it.
tickets-none-narrowed = No hidden danger matches.
tickets-count = { $n ->
    [one] { $n } hidden danger
   *[other] { $n } hidden dangers
 }
tickets-count-part = { $n } on this page
tickets-words-hint = Number, words, place, a person or a risk point; several words with spaces between
tickets-find = Search
tickets-chips = Narrowed to
tickets-chip-off = , remove
tickets-chip-words = “{ $a }”
tickets-chip-person = One responsible person
tickets-chip-by-me = Reported by me
tickets-chip-risk-point = One risk point
tickets-chip-round = One round of visits
tickets-chip-campaign = One campaign
tickets-chip-level = One risk level
tickets-by-state = Progress
tickets-by-overdue = Deadline
tickets-by-grade = Grade
tickets-by-category = Category
tickets-by-source = Source
tickets-by-term = Term it was found in
tickets-by-person = Responsible
tickets-term-1 = First term of { $a }–{ $b }
tickets-term-2 = Second term of { $a }–{ $b }
tickets-none-open = Only open ones are looked through here.
tickets-none-all = Look in all of them
tickets-none-hint = Try one word less, or a part of a word.

# reporting
report-title = Report a hidden danger
report-photo = Photo
report-photo-hint = Show the problem clearly, or step back so that others see where it is. Avoid pupils’ faces. If no photo is possible, say why further down.
report-what = What did you find?
report-what-hint = One sentence, for example “East exit blocked by old desks”.
report-place = Where is it?
report-place-hint = So that others can find it, for example “Building B, level 3, east corridor”.
report-risk-point = Which risk point does it belong to?
report-risk-point-hint = Leave it out if you are not sure.
report-risk-point-none = None
report-category = Category
report-grade = How serious is it?
report-more = More details
report-more-hint = Who is affected, and what has been done so far.
report-fixed = Already fixed on the spot?
report-fixed-yes = Yes, fixed on the spot
report-fixed-small = General ones only. Fill in the rest; somebody else then verifies it
report-after = Photo after the fix
report-after-hint = Take it from the same place, so that the two can be compared.
report-done = What was done?
report-spent = Money spent
report-spent-hint = Enter 0 if it cost nothing.
report-else = Found earlier, or no photo possible
report-found-at = When was it found?
report-found-at-hint = Leave empty if you found it just now.
report-no-photo = Why is there no photo?
report-no-photo-hint = Not needed if you add one. For example “No photos allowed in the switch room”.
report-button = Send report
ticket-photo-or-reason = Take a photo, or say why there is none
flash-reported = Hidden danger reported
flash-confirmed = Confirmed. Next it is assigned
flash-voided = Voided. The reason stays on record
flash-fixed = Fixed on the spot. Somebody else verifies it
flash-assigned = Assigned. Whoever is responsible finds it on their home page
flash-plan-approved = The plan is approved; the work can begin
flash-plan-returned = The plan went back
flash-progress = The progress is noted
flash-reassigned = Somebody else is responsible now
flash-submitted = Submitted. Somebody else verifies it
flash-passed = Passed. The principal signs next
flash-failed = Sent back to be rectified
flash-signed = Signed
flash-sent-back = Not signed; it went back to be rectified
flash-accepted = Accepted and closed
flash-refused = Not accepted; it went back to be rectified

# one hidden danger
ticket-now = Now
ticket-yours = Your turn
ticket-next = Next step
ticket-others = You can also
ticket-pair = Before and after
ticket-no-before = There is no photo from before the fix.
ticket-no-after = No photo after the fix yet.
ticket-beside = Photos along the way
ticket-done = What was done
ticket-plan = Five fulfilments
ticket-fulfilled = { $n } of 5
ticket-history = History
ticket-people = People
ticket-facts = Details
moment-before = Before
moment-after = After
photo-alt-before = Before: { $a }
photo-alt-during = During the work: { $a }
photo-alt-after = After: { $a }
photo-alt-check = At the check: { $a }

# the five fulfilments
five-responsible = Person responsible
five-measures = Measures
five-funds = Funds
five-deadline = Time limit
five-contingency = Contingency plan
five-assigned-by = assigned by { $a }
five-planned = Budget { $a }
five-spent = Spent { $a }
five-missing = Not set yet
five-on-the-spot = Fixed on the spot
five-on-the-spot-words = Put right as soon as it was found. It needs no plan; somebody else verifies it.

# details
fact-number = Number
fact-source = Source
fact-found = Found
fact-reported = Reported
fact-returned = Times returned
fact-void = Reason for voiding

# each person's part
part-reporter = Reported it
part-confirmer = Confirmed it
part-responsible = Responsible for the fix
part-rectifier = Fixed it
part-verifier = Verified it
part-signer = Signed it
part-accepter = Accepted it for the bureau

# buttons: the deed
do-report = Report a hidden danger
do-confirm = Confirm
do-void = Void
do-fix-on-the-spot = Record a fix on the spot
do-assign = Assign
do-assign-major = Send the plan to the bureau
do-approve-plan = Approve the plan
do-return-plan = Return the plan
do-progress = Note progress
do-reassign = Change the person responsible
do-submit = Submit for verification
do-pass = Pass
do-fail = Return
do-sign = Sign and close
do-sign-major = Sign and send to the bureau
do-send-back = Return
do-accept = Accept and close
do-refuse = Return

# headings of the forms
act-report = Report a hidden danger
act-confirm = Confirm
act-void = Void
act-fix-on-the-spot = Fixed on the spot
act-assign = Assign
act-approve-plan = Review the plan
act-return-plan = Return the plan
act-progress = Note progress
act-reassign = Change the person responsible
act-submit = Submit the result
act-pass = Verify
act-fail = Return
act-sign = Principal’s signature
act-send-back = Return
act-accept = Bureau’s acceptance
act-refuse = Return

# history: follows the name
did-report = reported it
did-confirm = confirmed it
did-void = voided it
did-fix-on-the-spot = fixed it on the spot
did-assign = set the plan and assigned it
did-approve-plan = approved the plan
did-return-plan = returned the plan
did-progress = noted progress
did-reassign = changed the person responsible
did-submit = submitted the result
did-pass = verified it
did-fail = checked it and returned it
did-sign = signed it
did-send-back = returned it unsigned
did-accept = accepted it and closed it
did-refuse = did not accept it and returned it
did-to = to { $a }
did-due = due { $a }

# confirming, voiding
confirm-grade = Which grade is it?
void-reason = Why void it?
void-note = Explanation
void-note-hint = Say how you know; for one already reported, give its number. The record is kept, and voiding cannot be undone.

# assigning
assign-responsible-hint = Choose who really sees to it. They can then neither verify nor sign.
assign-measures-hint = What to do and when it counts as done, for example “Clear the corridor; replace 2 door closers”.
assign-funds-hint = What it will cost. Enter 0 if nothing.
assign-deadline-hint = The last day for the fix, within a year.
assign-contingency-hint = How people stay safe until it is fixed: what is closed off and who watches it; if it gets worse, who leaves first and whom to call.
assign-major = The bureau must approve the plan of a major one before work starts. Meanwhile follow the contingency plan and keep people away.

# rectifying
submit-photo = Photo after the fix
submit-photo-hint = Take it from where the first photo was taken, so that the two can be compared.
progress-note = How far is it?
progress-photo = Photo on site
reassign-to = Who takes over?
reassign-note = Why the change?

# verifying, signing
pass-lead = Go there, compare it with the plan and the photos, then decide.
pass-note = Your findings
pass-note-hint = Needed when you return it: what is missing, and when it counts as done.
check-photo = Photo of the check
sign-lead = By signing you answer for the hidden danger being gone. Your name and the time are recorded.
sign-note = Your remarks
sign-note-hint = Needed when you return it: what is missing.
sign-password = Your password
sign-password-hint = Once more, to show that it is you who signs. Not needed to return it.
sign-in-wrong-password = The password is wrong. Type it again

# the bureau
approve-lead = Will the person, measures, funds, time limit and contingency plan really remove this danger?
approve-note = Your review
approve-note-hint = Needed when you return the plan: what to change.
accept-lead = See it at the school first. Accepting closes it; otherwise return it to the school.
accept-note = Findings on site
accept-note-hint = Who was there and what they saw; when you return it, what is missing.

# not done
refused-title = This step was not taken
refused-last = { $b }, { $a }
refused-kept = Your words are still here to copy:
refused-state = This hidden danger is no longer at this step.
refused-role = This step belongs to another post.
refused-own-work = You did the work or answer for it, so somebody else must verify, review or sign it.
refused-not-responsible = Only the person responsible can take this step.
refused-principal-responsible = The principal signs, so cannot be responsible for the fix. Choose somebody else
refused-principal-fixes = The principal signs at the end, so somebody else must do the fix. Report it, then assign it
refused-same-person = They are already responsible. Choose somebody else
refused-deadline = Choose a day between today and a year from today
refused-major = A major hidden danger cannot be fixed on the spot: it needs a plan that the bureau approves
refused-no-photo = Add a photo taken after the fix
refused-stale = Somebody acted after you opened this page. See where it stands now, then decide what to do.
refused-photo-gone = A photo was already used or has expired. Go back, choose your photos again and send.

report-position-add = Add where I am
report-position-asked = Looking for your position…
report-position-found = Position added, off by about { $a } m.
report-position-none = No position. Allow it in your browser and try again, or just describe the place.
report-position-wrong = The position cannot be read. Add it again, or just describe the place
fact-position = Phone’s position
fact-position-off = off by about { $a } m

flash-extension-asked = More time asked for. The old deadline holds until it is granted
flash-extension-granted = Granted: the new deadline holds
flash-extension-denied = Not granted: the old deadline holds
flash-reopened = Open again, back to work
flash-regraded = Grade changed
flash-commented = Comment kept
flash-joined = Kept: you are one of its reporters
do-ask-extension = Ask for more time
do-grant-extension = Grant
do-deny-extension = Do not grant
do-reopen = Open again
do-regrade = Change the grade
do-regrade-raise = Raise to major
do-regrade-lower = Lower to general
do-comment = Comment
do-join = I saw it too
do-absorb = Take in
act-ask-extension = Ask for more time
act-grant-extension = More time?
act-deny-extension = Do not grant
act-reopen = Open again
act-regrade = Change the grade
act-comment = Comment
act-join = I saw it too
act-absorb = Take in
did-ask-extension = asked for more time
did-grant-extension = granted more time
did-deny-extension = did not grant more time
did-reopen = opened it again
did-regrade = changed the grade
did-comment = commented
did-join = saw it too
did-absorb = took in a duplicate
did-until = until { $a }
ask-lead = Asking moves nothing; the deadline changes only when it is granted.
ask-until = Until when
ask-until-hint = Later than the deadline now.
ask-reason = Why more time
ask-reason-hint = For example “The part must be ordered and comes next Wednesday”.
ask-interim = What keeps people safe until then
ask-interim-hint = For example “Fenced off, looked at twice a day by the teacher on duty”.
ask-asked = More time asked for
ask-by-until = { $a }, until { $b }
grant-until = Granted until
grant-until-hint = May be earlier than asked for, not later.
grant-note = Remarks
grant-note-hint = Say why when you do not grant it.
reopen-lead = When the danger is back, was never really put right, or failed a spot check. The record counts how often.
reopen-note = Why open it again
reopen-note-hint = Say what was seen.
reopen-due = New deadline
regrade-raise = As a major one it gets a new plan from the principal, for the bureau to approve.
regrade-lower = Lowering is for the principal, if not the one who confirmed it, or for the bureau. The reason stays on record.
regrade-note = Reason
confirm-note = Why another grade
confirm-note-hint = Needed when it differs from the report. From major to general is for the principal to confirm.
comment-note = Your words
comment-note-hint = Everybody who sees this sees them. They cannot be changed later.
join-lead = No need to report it again. You are listed as a reporter and see what becomes of it.
join-note = Anything to add
void-original = Duplicate of which
void-original-hint = Its number, when the reason is “duplicate”, for example 2026-0147. It must be open.
alike-title = This looks reported already
alike-lead = Please look. If it is the same, press “It is this one” and you become one of its reporters. If not, send your report below.
alike-same = It is this one
alike-known = You reported this one already.
alike-anyway = Another one: send it
alike-reported = reported { $a }
five-extended = (first { $a }, extended { $b } times)
part-also = saw it too
fact-reopened = Opened again
fact-original = Original
refused-asked = More time is asked for already and waits for an answer.
refused-extended = It got more time as often as it may. Please keep to the deadline.
refused-not-later = The new deadline must be later than the one now
refused-longer = Not later than asked for
refused-own-request = You cannot decide on your own request.
refused-too-late = It was closed too long ago. Please report a new one.
refused-same-grade = It is of this grade already
refused-lowering = From major to general: the principal, if not the one who confirmed it, or the bureau
refused-no-reason = Say why the grade is another
refused-which-one = Give the number of an open one of this school
refused-known = You reported this one already.
