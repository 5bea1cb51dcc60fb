# Today's work and the overview.

home-title = Today
home-weekday-1 = Monday
home-weekday-2 = Tuesday
home-weekday-3 = Wednesday
home-weekday-4 = Thursday
home-weekday-5 = Friday
home-weekday-6 = Saturday
home-weekday-7 = Sunday
home-all = See all
home-many = more than 50
home-overview = Overview
home-facts = How things stand

# waiting for me
home-queue = Waiting for you
home-queue-parts = By what has to be done
home-queue-none = Nothing waits for you now. If you see a problem, report it.
home-queue-none-bureau = No plan waits for your review and nothing waits for you to close it.
home-by-me = Reported by you
home-by-me-none = Everything you reported has been dealt with.
home-others = Other open hidden dangers
home-others-none = No other hidden dangers are open.
home-overdue = Overdue hidden dangers
home-overdue-none = Nothing is overdue.

# unfinished inspections
home-reviews = Risk points to evaluate again
home-begun = My inspections
home-begun-all = All inspections
home-begun-none = Nothing to inspect now.
home-begun-start = Start an inspection
home-begun-half = In progress
home-begun-on = Started { $a }
home-begun-problems = { $n ->
    [one] { $n } problem found
   *[other] { $n } problems found
 }
home-begun-items = { $n } of { $a }
home-begun-go = Continue

# first run
home-first = Your school has no risk points yet. Pick the ones you have from the common list, so that inspections and hidden dangers can refer to them.
home-first-adopt = Pick risk points
home-first-wait = The safety officer is setting up the list. You can report a hidden danger now.

# bureau
home-quiet = Schools without an inspection for 30 days
home-quiet-none = Every school was inspected within the last 30 days.

# administrator
home-unmanned = Schools with a vacant post
home-unmanned-none = Every school has a safety officer and a principal today.
home-unmanned-more = and { $n } more
home-no-officer = No safety officer
home-no-principal = No principal
home-kept = People and organisations
home-kept-people = Accounts that can sign in
home-kept-idle = of these without a post today
home-kept-orgs = Organisations

# auditor
home-ledger-chains = Places with records
home-ledger-events = Records
home-ledger-last = Latest
home-ledger-go = Check the ledger

# overview
board-title = { $a }: dual prevention overview
board-at = As of { $a }
board-schools = { $n ->
    [one] { $a } school
   *[other] { $a } schools
 }
board-comma = {", "}
board-no-rate = —
board-never = Never

board-covered = Schools covered
board-uncovered = { $n } not covered yet
board-risks = Risk points
board-risks-level = { $a }
board-inspections = Inspections
board-inspected-last = Last on { $a }
board-open = Open
board-open-long = Open hidden dangers
board-open-major = Major: { $a }
board-open-major-short = Of these, major
board-overdue = Overdue
board-overdue-longest = { $n ->
    [one] Longest: { $n } day
   *[other] Longest: { $n } days
 }
board-closure = Closure rate
board-closed = { $a } closed
board-closed-all = Closed
board-on-time = Closed on time
board-on-time-share = { $a }% on time

board-trend = Reported and closed, last 12 weeks
board-trend-table = Show the numbers
board-trend-none = Nothing was reported or closed in the last 12 weeks.
board-this-week = This week
board-line-closed = Closed { $a }
board-line-reported = New { $a }
board-week = Week from
board-reported = Reported
board-closed-short = Closed
board-effect = Funds and results
board-planned = Funds planned
board-spent = Cost as the fixers stated it

board-levels = Risk levels
board-levels-all = { $n ->
    [one] { $a } risk point
   *[other] { $a } risk points
 }
board-levels-none = There are no risk points yet.
board-cover = Coverage
board-step-risks = With risk points
board-step-inspected = Ever inspected
board-step-recent = Last 30 days
board-step-covered = Covered

board-rows = Place by place
board-rows-scroll = Summary table, scrolls sideways
board-rows-none = There are no schools here.
board-tab-cities = Cities
board-tab-districts = Districts and own schools
board-tab-schools = All schools
board-tab-uncovered = Not covered
board-tab-quiet = Not inspected for 30 days
board-tab-covered = Covered
board-tab-risks = With risk points
board-tab-inspected = Ever inspected
board-tab-recent = Inspected within 30 days
board-col-org = Place
board-col-stage = Stage
board-col-covered = Covered
board-col-risks = Risk points by level
board-col-overdue = Overdue
board-col-last = Inspected
board-col-closure = Closure
board-major = Major { $a }
home-begun-first = Begin
