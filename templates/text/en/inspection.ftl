# Inspections: list, start, walk, record.
inspections = Inspections
inspections-list = List of inspections
inspections-narrow = Narrow the list
inspections-unfinished = Unfinished
inspections-with-problems = Found problems
inspections-none = No inspections yet.
inspections-none-narrowed = No inspection fits these filters.

# kinds
inspection-kind = Kind
inspection-kind-hint = Leave it open to use the kind of the check list
inspection-kind-daily = Daily
inspection-kind-comprehensive = Comprehensive
inspection-kind-professional = Professional
inspection-kind-special = Special campaign
inspection-kind-seasonal = Seasonal
inspection-kind-holiday = Before holidays
inspection-kind-pre-term = Before term
inspection-kind-post-term = After term
inspection-kind-analogy = After an accident elsewhere
inspection-kind-resumption = Before resuming classes
inspection-kind-expert = Expert visit
inspection-kind-measure-effect = Do measures work
inspection-kind-superior = By the bureau
inspection-kind-petition = After a complaint
inspection-kinds = Which kind is for what
inspection-kind-lead = Usually led by: { $a }
inspection-kind-months = ({ $a })
inspection-rhythm-daily = daily
inspection-rhythm-weekly = weekly
inspection-rhythm-monthly = monthly
inspection-rhythm-termly = every term
inspection-rhythm-each-use = whenever there is cause
inspection-rhythm-before = beforehand
inspection-month = { $n ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[other] Dec
 }

# start
inspection-begin = Begin inspection
inspection-new = New inspection
inspection-list = Check list
inspection-list-hint = Use a check list, risk points, your own questions, or any of these together
inspection-list-none = No check list
inspection-items = { $n ->
    [one] { $n } item
   *[other] { $n } items
 }
inspection-points = Risk points
inspection-points-hint = Each control measure of a chosen risk point becomes an item
inspection-own = Your own questions
inspection-own-hint = One question on a line. “# Canteen” starts a new area. What follows a bar is the standard: “Extinguisher in place | gauge reads green”
inspection-keep = Keep as a check list
inspection-keep-small = Your own questions can then be chosen next time
inspection-title = Title
inspection-title-hint = For example “Canteen, November”. Leave it open to use the title of the check list
inspection-title-missing = Give this inspection a title
inspection-nothing-to-ask = Choose a check list or risk points, or write your own questions
inspection-keep-nothing = Write the questions you want to keep
inspection-heading-long = An area’s name is too long: use at most { $a } characters
inspection-line-long = Each question and its standard need words, at most { $a } characters each
inspection-too-many = At most { $a } items in one inspection. Split it in two

# walk
inspection-by = Inspector { $a }
inspection-began = Began { $a }
inspection-ended = Submitted { $a }
inspection-walk-hint = Save as often as you like; you need not finish in one go. With many photos, save several times: at most 9 photos or 40 MB at once.
inspection-area-none = Items
inspection-done-of = { $a } / { $b }
inspection-saved-of = Saved { $a } / { $b }
inspection-measure-asks = Is this measure in place?
inspection-ok = OK
inspection-problem = Problem
inspection-not-applicable = Not applicable
inspection-unchecked = Not checked
inspection-words = What is wrong
inspection-photo-more = One more photo
inspection-photo-alt = Photo of the problem: { $a }
inspection-category = Category
inspection-opens-ticket = This item opens a hidden-danger ticket when you submit.
inspection-problems = { $n ->
    [one] { $n } problem
   *[other] { $n } problems
 }
inspection-clean = No problems found
inspection-save = Save
inspection-submit = Submit inspection
inspection-item-n = Item { $n }:{" "}
inspection-saved-but = Saved, but something is missing
inspection-not-saved = Not saved
inspection-lack-answer = Not checked yet: choose OK, problem or not applicable
inspection-lack-words = Say what is wrong
inspection-lack-photo = A problem needs a photo
inspection-lack-shown = This one needs a photo even when it is OK
inspection-lack-reading = Write down the reading
inspection-lack-record = Write the number or the gist of the record, or take a photo of it
inspection-wants-photo = Take a photo even when it is OK
inspection-wants-reading = Write down the reading
inspection-wants-record = Show the record
inspection-shown-photo = Remarks (may stay empty)
inspection-shown-reading = Reading
inspection-shown-record = Record (number, gist, or a photo)
inspection-may-be-major = A problem here may be a major danger: { $a }
inspection-photos-full = At most { $a } photos for one item; the others were not kept
inspection-refused-submitted = This inspection was submitted and cannot change. Report anything new as a hidden danger.
inspection-refused-not-yours = Another post walks this inspection. You can read it.
flash-nothing-asked = Nothing you have to walk asks about this risk point; you can check it on its own from here
flash-inspection-begun = The inspection has begun
flash-inspection-saved = Saved
flash-inspection-submitted = Inspection submitted; each problem opened a hidden-danger ticket

# record
inspection-result = Result
inspection-unfinished-hint = Still being walked: { $a } of { $b } items saved.
inspection-frozen = This record is frozen. Nobody can change it.
inspection-to-ticket = Hidden danger { $a }
inspection-history = History
inspection-did-begin = began the inspection
inspection-did-submit = submitted the inspection
inspection-sign-inspector = Inspector’s signature:
inspection-sign-school = For the school:
inspection-sign-date = Date:
looks = Worth a second look
looks-hint = These are questions, not verdicts. Ask whoever walked it, or go and see.
look-rushed = { $n } items took { $a } (minutes:seconds). Were they all looked at?
look-seen-photo = The photo of item { $n } is the one in { $a }. Was it taken on the spot?
look-all-clear = { $n } inspections by the same person over { $a } days found nothing. Should somebody else look?
look-last-minute = Submitted { $n } minutes before the time ran out. Was there time to walk it?
look-see = see it

# The inspection ledger and its figures
inspection-book = Inspection ledger
inspection-figures = Inspection figures
inspection-items-sheet = Items
inspection-about-sheet = About
inspections-export-too-long = At most twenty thousand inspections fit one file: choose fewer days
inspections-from = From
inspections-to = To
inspections-submitted = Submitted
book-number = Number
book-school = School
book-title = Title
book-inspector = Inspector
book-began = Begun
book-ended = Submitted
book-unfinished = Not finished
book-due = Was due
book-late = Why late
book-items = Items
book-closed = Closed
book-found = Problems and what became of them
book-findings = Problems found
book-question = Question
book-ticket = Ticket
book-grade = Grade
book-responsible = Responsible
book-due-on = Deadline
book-state = Progress
book-closed-at = Closed at
book-ordinal = No.
book-area = Area
book-standard = What good looks like
book-answer = Answer
book-note = Words
book-answered-by = Answered by
book-answered-at = Received
book-claimed-at = Phone’s time
book-photos = Photos
book-what = What
book-value = Value
book-by-bureau = By the bureau
book-back = Back to the list
book-print-hint = Print it from the browser
book-cut = { $n ->
    [one] Only the first one is shown; the file has them all
   *[other] Only the first { $n } are shown; the file has them all
}
figures-days = Days counted
figures-from = From
figures-to = To
figures-backwards = The last day is before the first
figures-too-long = At most 800 days at once
figures-none = No inspections and no tasks due in these days
figures-by-person = Done by each person
figures-by-school = Done by each organisation
figures-by-kind = By occasion
figures-depth = How closely it was looked
figures-rate = In time (%)
figures-walks = Inspections
figures-items = Items
figures-items-each = Items each
figures-problems = Problems
figures-found = Problems per 100 items
figures-clean = Nothing found (%)
figures-seconds = Seconds per item
figures-looks = Worth a look
figures-hint = Inspections count on the day they were begun, submitted ones only; tasks on the day they were due. Seconds per item run from the beginning to the submission, pauses included. Few problems are not safety by themselves: read them beside the time taken and the problems per 100 items.
book-open = Open, print
