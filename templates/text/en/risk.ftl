# Words of the risk register.

# the list
risks = Risk register
risks-adopt = Adopt from the catalogue
risks-grading = How risks are graded
risks-new = Add risk point
risks-list = Risk points
risks-tabs = Which risk points
risks-all = All
risks-mine = Mine
risks-incomplete = Nobody named
risks-due = Review within 30 days
risks-narrow = Filter risk points
risks-words = Name, place or number
risks-table = Risk points table, scrolls sideways
risks-none = No risk points yet. Start from the catalogue: tick what your school has.
risks-none-tab = Nothing here.
risks-none-narrowed = No risk point matches. Clear the filter or change the words.
risks-count = { $n ->
    [one] { $n } risk point
   *[other] { $n } risk points
 }
risks-count-part = { $n } on this page; more follow

# a risk point
risk-point = Risk point
risk-school = School
risk-level = Level
risk-value = D value
risk-measures = Controls
risk-owner = Person responsible
risk-review = Next review
risk-tickets = Hidden dangers
risk-open = { $n } open
risk-open-none = None
risk-incomplete = Nobody named
risk-nobody = Nobody named yet
risk-report = Report a hidden danger here
risk-may-cause = May lead to: { $a }
risk-retired = Out of use since { $a }. The record stays; nothing can be changed.
risk-hazard = Hazard
risk-hazard-n = Hazard { $n }
risk-scale = D value { $a }, level { $b }
risk-factor-name = Factor
risk-score = Score
risk-meaning = Meaning
risk-measures-title = Control measures
risk-measures-count = { $n ->
    [one] { $n } measure
   *[other] { $n } measures
 }
risk-no-measures = No control measures written down yet.
risk-tickets-here = Hidden dangers here
risk-tickets-all = Show all
risk-tickets-none = No hidden danger has been reported here.
risk-evaluations = Evaluations
risk-duties = Who controls it
risk-history = History

# kinds, causes, measures
risk-kind-place = Place
risk-kind-facility = Facility
risk-kind-activity = Activity
risk-factor-human = People
risk-factor-thing = Things
risk-factor-environment = Surroundings
risk-factor-management = Management
measure-engineering = Engineering
measure-management = Management
measure-training = Training
measure-ppe = Personal protection
measure-emergency = Emergency response

# tiers and how often they look
tier-school = School
tier-school-hint = Principal or deputy head. Needed for major and considerable risks
tier-department = Department or grade
tier-department-hint = Head of department or grade. Needed for general risks and above
tier-post = Class or post
tier-post-hint = Class teacher or post holder. Needed for every risk point

# why it was evaluated
risk-reason-initial = First evaluation
risk-reason-periodic = Review due
risk-reason-accident = After an accident
risk-reason-hidden-danger = After a hidden danger
risk-reason-change = Use, equipment or people changed
risk-reason-season = Change of season

# forms
risk-new-title = Add a risk point
risk-new-button = Save risk point
risk-name = Name
risk-name-hint = A place, a facility or an activity, for example "Canteen gas store"
risk-area = Area
risk-kind = What it is
risk-place = Where
risk-place-hint = For example "Building A, level 2, east stairs"
risk-accident = May lead to
risk-accident-hint = Possible accidents, for example "Fire, poisoning"
risk-first-hazard = First hazard
risk-scores-lead = { $a }. Choose one score each; the level follows from them.
risk-hazard-what = What may do harm
risk-hazard-what-hint = For example "The gas hose is old and may leak"
risk-hazard-type = Kind of harm
risk-factor = Where it comes from
risk-measure-n = Measure { $n }
risk-measure-kind = Kind
risk-measure-words = Measure
risk-measure-kind-missing = Choose the kind of this measure
risk-measure-text-missing = Write the measure, or clear its kind
risk-duties-lead = The level decides who is needed: major and considerable need all three tiers, general needs department and post, low needs post. You can save without, but the point then counts as incomplete.
risk-which-hazard = Which hazard
risk-reason = Why now
risk-note = What changed
risk-note-hint = Needed when the level goes down
risk-save = Save changes
risk-save-evaluation = Save evaluation
risk-save-hazard = Save hazard
risk-retire-lead = Take a point out of use when the place is gone or the activity has ended. Its record stays and can still be read.
risk-retire-note = Why
risk-retire-note-hint = For example "Old boiler house pulled down in July"

# what a field wants
risk-need-name = Name the risk point
risk-need-area = Choose the area
risk-need-kind = Choose place, facility or activity
risk-need-accident = Say what it may lead to
risk-need-hazard-what = Say what may do harm
risk-need-hazard-type = Choose the kind of harm
risk-need-factor = Choose where it comes from
risk-need-score = Choose a score for { $a }
risk-need-which-hazard = Choose which hazard you evaluate
risk-need-reason = Choose why you evaluate now
risk-need-retire-note = Say why it is taken out of use

# what can be done
risk-do = Change this risk point
risk-do-evaluate = Evaluate again
risk-do-evaluate-this = Evaluate this hazard again
risk-do-edit = Edit
risk-do-hazard = Add hazard
risk-do-retire = Take out of use

# what was done
did-adopt-point = adopted it from the catalogue
did-add-point = added it
did-evaluate = evaluated it again
did-add-hazard = added a hazard
did-revise-point = edited it
did-retire-point = took it out of use

# the catalogue
adopt-title = Adopt risk points
adopt-lead = Tick what your school has, name people, done. Scores are starting values: evaluate each point again with your own.
adopt-tick = Tick quickly
adopt-tick-common = Tick what every school has
adopt-tick-all = Tick all
adopt-tick-none = Tick none
adopt-left = { $n ->
    [one] { $n } entry not in use yet
   *[other] { $n } entries not in use yet
 }
adopt-begins-with-lec = The catalogue is scored by LEC, so these points are graded by LEC to begin with; grade them again by { $a }.
adopt-in-use = already in your register
adopt-all-in-use = Every entry of the catalogue is in your register.
adopt-people = Name people once
adopt-people-lead = They are named on every point you ticked, at the tiers its level needs. You can change them point by point later.
adopt-button = Adopt ticked risk points
risk-pick-none = Tick at least one risk point
risk-pick-scheme = The scores of the catalogue do not fit the scheme in use. Add the points by hand

# why not
risk-refused = This was not saved
risk-see-now = See { $a } as it stands now
risk-refused-stale = Somebody changed this risk point after you opened the form. Your words are still below: compare, then save again if they still hold.
risk-refused-retired = This risk point is out of use and can no longer be changed.
risk-refused-open = There are open hidden dangers here. Close them first, then take the point out of use.
risk-refused-hazard = Choose a hazard of this risk point
risk-refused-unexplained = The level goes down: write what changed
risk-refused-many = That is more than one risk point holds. Make a second risk point.

# the three levels
risk-levels = Levels
risk-inherent = Inherent level
risk-inherent-hint = As if nothing held it. It decides who controls the point and is printed on the notice card.
risk-residual = After controls
risk-residual-hint = With the measures that are in place. Leave empty if you did not score that.
risk-current = Current level
risk-after = after controls
risk-after-value = after controls { $a }
risk-scale-after = After controls { $a }, level { $b }.
risk-red-by-danger = Red while a major hidden danger is open here
risk-red-by-danger-text = { $n ->
    [one] One is open. When it is closed the level falls back and the point is to be evaluated again.
   *[other] { $n } are open. When all are closed the level falls back and the point is to be evaluated again.
 }
risk-line = Level over the last 90 days, changed { $n ->
    [0] not at all
    [one] once
   *[other] { $n } times
 }; now { $a }
risk-line-today = today
risk-line-note = The current level over the last 90 days, from the ledger.
risk-review-called = by a call to evaluate again

# direct judgement
risk-rule = What makes it graver
risk-rule-law = It breaks a mandatory provision of law or standard
risk-rule-recurrence = A death, serious injury, poisoning or great loss happened, and the condition is still there
risk-rule-installation = It is a major hazard installation in the sense of the law
risk-rule-crowd = Ten people or more where fire, explosion or poisoning threatens
risk-rule-expert = Experts judge it red
risk-rule-raise = Raised by hand
risk-judge-lead = A direct judgement makes the point red whatever its scores. Raising by hand takes any graver level. Neither can be taken back by hand: the next evaluation lifts it when it no longer holds.
risk-judge-level = Level, if raised by hand
risk-judge-level-hint = Direct judgements are always red
risk-judge-red = Red by direct judgement
risk-judge-note = Why
risk-judge-note-hint = What you saw, and where
risk-judge-button = Save judgement
risk-criterion = Criterion it rests on
risk-criterion-hint = From the list your bureau uses
risk-criterion-none = None
risk-lift = Judgements that no longer hold
risk-lift-hint = Tick those that are put right, and write below what changed.
risk-together = Evaluated together with
risk-together-hint = Names, for example "Li Guixiang; engineer Zheng Kai"

# asking for an evaluation
risk-call-lead = Brings the date of the next evaluation forward and puts it on the list of the day.
risk-cause = Why
risk-call-due = Evaluate by
risk-call-due-hint = Earlier than the date it has now
risk-call-note = What happened
risk-call-button = Ask for evaluation

# life of a place, thing or activity
risk-life = When it threatens
risk-life-hint = Most hazards threaten in daily use
risk-life-build = Building or buying
risk-life-use = Daily use
risk-life-maintain = Repair and maintenance
risk-life-retire = Closing or clearing away

# measures in full
risk-do-measures = Change measures
risk-measures-lead = Each measure has somebody who keeps it in order, a tier that looks at it and a rhythm. Its question goes on the check list.
risk-measure-new = Add a measure
risk-measure-drop = No longer in use
risk-measure-owner = Kept in order by
risk-measure-tier = Looked at by
risk-measure-frequency = How often
risk-frequency-of-level = As the level asks
risk-measure-question = Question on the check list
risk-measure-question-hint = Empty: the measure itself is the question
risk-measure-state = State
risk-measure-failed = Failed
risk-measure-works = In order
risk-measures-button = Save measures
risk-proof = What an inspection wants to see
risk-proof-none = Looking is enough
risk-proof-photo = A photo
risk-proof-reading = A reading
risk-proof-record = A record

# who stands in
risk-deputies = Who stands in
risk-deputies-lead = Takes over while the person named above is away.
deputy-school = Stands in at the school tier
deputy-department = Stands in at the department tier
deputy-post = Stands in at the post tier
risk-deputy = stands in: { $a }
risk-deputy-of-nobody = Name the person first, then who stands in

# how often
every-two-hourly = every two hours in use
every-five-daily = five times a day
every-twice-nightly = twice a night
every-each-use = before each use
every-daily = every day
every-weekly = every week
every-monthly = every month
every-quarterly = every quarter
every-half-yearly = every half-year
every-termly = every term
every-yearly = every year

risk-need-rule = Choose what makes it graver
risk-need-level = Choose the level you raise it to
risk-need-judge-note = Write what you saw
risk-need-cause = Choose why
risk-need-call-note = Write what happened
risk-do-judge = Judge directly or raise
risk-do-review = Ask for evaluation
did-judge-point = judged it directly
did-ask-review = asked for a new evaluation
did-change-measures = changed the measures
did-follow-ticket = level followed a major hidden danger
risk-refused-residual = Controls cannot make it graver than it is without them
risk-refused-no-raise = Choose a level graver than the current one
risk-refused-later = Choose a day from today on, earlier than the present date
risk-refused-judgement = This judgement is no longer in force
risk-refused-own-deputy = Nobody stands in for themselves: choose somebody else
risk-refused-nothing = Nothing was changed.

# flashes
flash-risk-added = Risk point saved.
flash-risk-adopted = Risk points adopted.
flash-risk-adopted-none = Your register had them all already. Nothing changed.
flash-risk-changed = Saved.
flash-risk-retired = Risk point taken out of use.

# the identification matrix
matrix-title = Identification matrix
matrix-lead = Where hazards were looked for: by area, by what they come from, by stage of life. Blanks are where nobody has looked yet.
matrix-sum = { $n ->
    [one] { $n } hazard identified
   *[other] { $n } hazards identified
 }; areas without any: { $a }.
matrix-gaps = Factors missing in areas that have some: { $n }.
matrix-table = Identification matrix, scrolls sideways
matrix-blank = blank
matrix-add = Add a risk point
matrix-note = A number counts the risk points with such a hazard; the shape is the gravest inherent level among them.
risks-matrix = Matrix
adopt-fits = What does your school have?
adopt-fits-button = Tick what fits
adopt-has-secondary = Middle or high school
adopt-has-canteen = Canteen
adopt-has-university = College or university
adopt-has-boarding = Boarders
adopt-has-vocational = Vocational school
adopt-has-kindergarten = Kindergarten
adopt-has-bus = School bus
adopt-has-works = Building works
adopt-has-rented = Rented buildings
adopt-has-boiler = Boiler
adopt-has-lpg = Bottled gas
adopt-has-coal = Coal heating
adopt-has-lift = Lift
adopt-has-pool = Swimming pool
adopt-has-pond = Pond or open water
adopt-has-primary = Primary school
