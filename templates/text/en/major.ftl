# Major dangers: why, the plan in six parts, temporary controls, closing a place, listed supervision.

# the verdict
basis = Why it is major
basis-criterion = A criterion is met that is enough alone. It is major at once, and the bureau is asked to list it.
basis-count = Several criteria of one category are met together.
basis-judgement = Judged so by people; the reason is in the history.
criteria-tick = Criteria for major dangers
criteria-tick-hint = Tick whatever is true on site. One direct criterion makes it major; of the others, as many of one category as the bureau says.
criteria-direct = enough alone
criteria-together = counts together
criteria-unconfirmed = wording not confirmed
criteria-asked = what the inspection asked about

# the plan in six parts
six-causes = State and causes
six-causes-hint = What it is like now, and how it came about.
six-harm = Harm and difficulty
six-harm-hint = Who could be hurt and how many; what makes it hard to put right.
six-goal = Goal and task
six-goal-hint = When is it done?
six-materials = Materials
six-materials-hint = What is needed, and where it comes from.
six-bodies = Bodies and people
six-bodies-hint = Who does the work, and who at the school helps and supervises.
six-requirements = Time limits and requirements
six-requirements-hint = The steps, each with its day, and what holds while work goes on.

# temporary controls
controls = Temporary controls
controls-none = No temporary control yet. Until a major danger is gone, people have to be kept safe.
control-withdraw = People withdrawn
control-cordon = Cordoned off
control-warning-sign = Warning signs
control-extra-patrol = More patrols
control-monitoring = Watched by somebody
control-relocate = Moved elsewhere
control-times-1 = once a day
control-times-2 = twice a day
control-times-3 = three times a day
control-since = since { $a }
control-over = { $a } to { $b }
control-lead = Keeps people safe until the danger is gone. Each becomes a check every day, until it is lifted or the danger is closed.
control-kind = What is done
control-words = In one sentence
control-words-hint = So that a check can answer it: “Barrier at the east stairs complete, nobody inside”.
control-owner = Who looks after it
control-owner-hint = The checks go to this person.
control-times = How often a day
control-photo = Photo on site
act-control = Add a temporary control
do-control = Add a temporary control
did-control = added a temporary control
flash-controlled = Added. It is checked every day from today.
act-lift = Lift a temporary control
do-lift = Lift a control
did-lift = lifted a temporary control
flash-lifted = Lifted. It is no longer checked.
lift-which = Which one
lift-note = Why it is no longer needed
lift-note-hint = What it is like on site now.
act-close-off = Close the place
do-close-off = Close the place
did-close-off = closed the place
flash-closed-off = Closed. The bureau has been told.
close-off-lead = Nobody may use “{ $a }” until the danger is closed. The bureau is told at the same moment.
close-off-note = Why
close-off-note-hint = The danger, and where people and lessons go meanwhile.
out-of-use = { $a } is closed since { $b } and must not be used until the danger is closed.
act-put-back = Open the place again
do-put-back = Open the place again
did-put-back = opened the place again
flash-put-back = Open again.
put-back-lead = The danger is not closed yet. Make sure that “{ $a }” is safe to use now.
put-back-note = On what grounds
put-back-note-hint = Who was on site, and why it is safe.

# listed supervision
listing = Listed supervision
listing-proposed = To decide
listing-listed = Listed
listing-requested = Delisting asked for
listing-delisted = Delisted
listing-declined = Not listed
listing-proposed-words = A direct criterion is met; the bureau decides whether to list it.
listing-declined-words = The bureau decided not to list it; the reason is in the history.
listing-number = Number
listing-numbered = { $a } no. { $b }
listing-listed-on = Listed
listing-due = Supervised until
listing-filed = Filed with the safety committee
listing-published = Listing published
listing-taken-off = Delisted
delisting-published = Delisting published
listing-not-yet = not yet
act-list = List for supervision
do-list = List it
did-list = listed it for supervision
flash-listed = Listed. The school has been told.
list-lead = Once listed it cannot be closed before it is delisted. The number is given by itself.
list-due = Supervised until
list-due-hint = Not before the deadline of the work, a year at most.
list-supervisor = Followed by
list-supervisor-hint = Who of your office follows it.
list-note = What is asked of the school
list-note-hint = What stays closed, which steps by when, how often to report. If you do not list it: why.
do-decline-listing = Do not list
did-decline-listing = decided not to list it
flash-listing-declined = The reason is on record.
act-file-listing = Record the filing
do-file-listing = Record the filing
did-file-listing = recorded the filing
flash-listing-filed = The day of filing is on record.
file-listing-lead = A listing is filed with the safety committee. This records that it was sent today.
act-publish-listing = Publish
do-publish-listing = Publish
did-publish-listing = published it
flash-listing-published = Published on the school’s notice board.
publish-listing-lead = Anybody can then read number, danger, deadline and responsible body on the school’s public notice board. No personal data is shown.
act-delist = Check on site and delist
do-delist = Delist
did-delist = delisted it
flash-delisted = Delisted. It can now be accepted.
delist-lead = Go and look. If the danger is gone, delist it; if not, send it back and supervision goes on.

# acceptance by the bureau
accept-visited = On site on
accept-members = Who was there
accept-members-hint = Two people at least, by name, with commas or line breaks. Say where an expert is from.

# facts
fact-repeats = Came back after
fact-accepted = Accepted on site
fact-signed-for = Signed in place of

# refusals
refused-criterion = A ticked criterion is met, so it can only be major.
refused-bureau-lowers = A criterion made this major; only the bureau can lower it.
refused-six-parts = The plan of a major danger needs all six parts.
refused-two-people = Name two different people at least.
refused-visited = The day on site lies between the report and today.
refused-listed = It is listed for supervision; delist it first.
refused-listed-above = This belongs to the bureau that listed it, or one above.
refused-beyond-listing = The work cannot be due after the supervision ends.
refused-controls = No such control is in force, or there are too many already.
refused-own-verdict = You verified this, so you cannot sign it for the principal.

# messages
message-kind-notice = News of major dangers, closed places and listings
message-notice-confirm = Confirmed as major
message-notice-regrade = Raised to major
message-notice-reopen = A major danger was reopened
message-notice-close-off = A place was closed
message-notice-list = Listed for supervision
message-notice-delist = Delisted
message-notice-decline-listing = Not listed

# inspection plans
plan-control = Temporary control
