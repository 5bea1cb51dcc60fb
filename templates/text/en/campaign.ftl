# Special campaigns
nav-campaigns = Campaigns
campaigns = Special campaigns
campaigns-running = Running
campaigns-draft = Drafts
campaigns-closed = Closed
campaigns-none = There is no campaign yet. Settle the check list, the schools and the deadline, and each school gets one task.
campaigns-none-school = No campaign has been asked of this school yet.
campaign-standing-draft = Draft
campaign-standing-running = Running
campaign-standing-closed = Closed
campaign-new = New campaign
campaign-edit = Change the plan
campaign-form-lead = It is kept as a draft first. Schools see it once you have chosen them and launched it.
campaign-title = Name
campaign-title-hint = For example: Flood-season safety check
campaign-theme = Theme
campaign-theme-hint = For example: Everyone speaks up for safety, everyone can respond
campaign-document = Document number
campaign-list = Check list
campaign-list-hint = Every school checks by it. The newest version is used at the launch and stays the same from then on.
campaign-period = Period
campaign-starts = First day
campaign-ends = Last day
campaign-deadline = Deadline for the schools
campaign-deadline-hint = Where a school is off that day, its next school day counts
campaign-words = What is asked
campaign-words-hint = For the schools: what to look at above all, and how to report
campaign-phases = Phases
campaign-phases-hint = For example: getting started, self-check and repair, supervision, summing up. Empty rows do not count.
campaign-phase-n = Phase { $n }
campaign-phase-name = Name of the phase
campaign-phase-from = From
campaign-phase-to = To
campaign-phase-what = What is done
campaign-phase-now = Under way
campaign-phase-over = Over
campaign-more-phases = One more phase
campaign-leaders = Leading group
campaign-leaders-hint = Rows without a name do not count.
campaign-leader-n = Person { $n }
campaign-leader-name = Name and post
campaign-more-leaders = More people
campaign-post = Role
campaign-post-head = Head
campaign-post-deputy = Deputy head
campaign-post-member = Member
campaign-keep = Keep the plan
campaign-frozen = It has been launched; these can no longer be changed
campaign-need-title = Give it a name
campaign-need-kind = Choose the kind of check
campaign-need-list = Choose a check list
campaign-ends-early = The last day cannot be before the first
campaign-too-long = It can last four hundred days at most
campaign-deadline-early = The deadline cannot be before the first day
campaign-deadline-late = The deadline cannot be after the last day
campaign-phase-nameless = Phase { $a } has no name yet
campaign-phase-backwards = The phase cannot end before it begins
campaign-phase-outside = This day is outside the period
campaign-two-heads = There can be only one head
campaign-span = { $a } to { $b }
campaign-until = due by { $a }
campaign-about = What is asked
campaign-questions = { $n ->
    [one] 1 question
   *[other] { $n } questions
  }
campaign-history = What happened
campaign-draft-hint = This is a draft; no school sees it yet. Choose the schools, then launch it.
campaign-choose = Choose schools and launch
campaign-launch-title = Choose schools and launch
campaign-launch = Launch for the chosen schools
campaign-launch-hint = Each school gets one task, for its safety officer or, where there is none, its principal. Pressing twice still makes one.
campaign-add-schools = Add schools
campaign-add = Ask these schools too
campaign-filter = Find schools
campaign-district = District
campaign-stage = Stage
campaign-ownership = Run by
campaign-boarding = Boarding
campaign-boarding-yes = Boarding
campaign-boarding-no = Day school
campaign-least = Pupils, at least
campaign-most = Pupils, at most
campaign-pupils = { $a } pupils
campaign-found-schools = { $n ->
    [one] 1 school found
   *[other] { $n } schools found
  }
campaign-no-more-schools = No school fits that has not been asked already.
campaign-too-many-boxes = Too many to tick one by one: all that fit the filter above will be asked. The first { $n } are listed. To pick and choose, narrow the filter.
campaign-unmanned = { $n ->
    [one] 1 school has neither a safety officer nor a principal today
   *[other] { $n } schools have neither a safety officer nor a principal today
  }
campaign-unmanned-hint = They can be chosen all the same. Once somebody is there, the task is made on the following day.
campaign-moved-days = Moved: { $a }
campaign-moved = moved to { $a }
campaign-no-schools = Choose at least one school
campaign-schools-changed = The schools that fit have changed; there are { $a } now. Look again
campaign-deadline-past = The deadline is over; change the plan first
campaign-list-retired = This check list is out of use; choose another first
campaign-stale = Somebody has just changed this campaign. Open its page again and go on from there.
campaign-is-closed = This campaign is closed.
campaign-is-draft = It has not been launched, so this cannot be done.
campaign-progress = Progress
campaign-schools-done = Schools done
campaign-time-gone = Time gone
campaign-finished = Done
campaign-found = Hidden dangers found
campaign-found-open = In progress
campaign-found-closed = Closed
campaign-spent = Spent on repairs
campaign-reports = Reports received
campaign-remind = Remind schools not done
campaign-remind-hint = Each school at most once a day
campaign-at-close = Figures when it was closed
campaign-by-district = By district
campaign-by-school = By school
campaign-by-state = By progress
campaign-schools-n = Asked
campaign-schools-none = There is no such school.
campaign-schools-count = { $n ->
    [one] (1 school)
   *[other] ({ $n } schools)
  }
campaign-all = All
campaign-state-nobody = Nobody to do it
campaign-state-waiting = Not open yet
campaign-state-fresh = Not begun
campaign-state-begun = Under way
campaign-state-overdue = Overdue
campaign-state-late = Done late
campaign-state-done = Done in time
campaign-school-state = Progress
campaign-school-person = Who checks
campaign-school-said = School's report
campaign-school-opens = Opens
campaign-school-last = Due
campaign-school-done = Done here
campaign-school-open = Not done here
campaign-reminded = { $n ->
    [one] reminded once, on { $a }
   *[other] reminded { $n } times, last on { $a }
  }
campaign-done-of = { $a } of { $b } schools
campaign-overdue-n = { $n } overdue
campaign-print = Print
campaign-reminds = { $a } reminded you on { $b }: please get it done
campaign-do = Do the check
campaign-record = See the record
campaign-see = See the campaign
tickets-of-campaign = Only hidden dangers found in one campaign.
campaign-nobody-hint = The school has neither a safety officer nor a principal today, so nobody has the task. Once there is somebody, it is made on the following day.
campaign-added = Questions of our own
campaign-added-hint = They come after those of the bureau. Until the check begins they can be added, corrected and taken back; those of the bureau cannot.
campaign-add-question = Add the question
campaign-need-question = Write the question
campaign-begun = The check has begun; no question can be added any more.
campaign-hand = Let somebody else do it
campaign-hand-to = Who
campaign-hand-now = Hand it over
campaign-need-person = Choose a colleague who is in post today
campaign-done = The check is done; there is nothing to hand over.
campaign-report = Report
campaign-report-words = Our report
campaign-report-hint = What was done and found, what is being repaired, what is difficult
campaign-report-keep = Send the report
campaign-need-report = Write the report
campaign-not-done = The report is written once the check is done.
campaign-close = Close
campaign-close-now = Close and keep the summary
campaign-close-open = { $n ->
    [one] 1 school is not done. Once the campaign is closed, what is more than three days late can no longer be done.
   *[other] { $n } schools are not done. Once the campaign is closed, what is more than three days late can no longer be done.
  }
campaign-summary = Summary
campaign-summary-hint = Begun with the figures as they stand; go on from here
campaign-need-summary = Write the summary
campaign-closed-on = closed on { $a }
campaign-summary-schools = 1. In general: { $a }, { $b }, was asked of { $n } schools.
campaign-summary-done = 2. Completion: { $n } done in time, { $a } done late, { $b } not done.
campaign-summary-found = 3. Hidden dangers: { $n } found, { $a } closed, { $b } in progress.
campaign-summary-spent = 4. Funds: { $a } spent on repairs.
campaign-summary-next = 5. What remains, and what comes next:
flash-campaign-drafted = The draft is kept. Now choose the schools.
flash-campaign-changed = The plan is changed.
flash-campaign-launched = Launched. The tasks are made.
flash-campaign-widened = The schools are added.
flash-campaign-reminded = The schools that are not done have been reminded.
flash-campaign-nobody-reminded = There is no school to remind: all are done, not open yet, or were reminded today.
flash-campaign-closed = Closed.
flash-campaign-asked = The question is added.
flash-campaign-handed = Somebody else has the task now.
flash-campaign-reported = The report is sent.
did-draft-campaign = drafted a campaign
did-change-campaign = changed the plan
did-launch-campaign = launched the campaign
did-widen-campaign = added schools
did-remind-campaign = reminded the schools not done
did-close-campaign = closed the campaign
did-ask-campaign = added a question of the school's own
did-hand-campaign = handed the check to somebody else
did-report-campaign = sent the report
ledger-subject-campaign = Campaign
campaign-shift = Move the deadline
campaign-shift-open = { $n ->
    [0] No school is left to finish.
    [one] One school has not finished; its task follows.
   *[other] { $n } schools have not finished; their tasks follow.
}
campaign-shift-to = New deadline
campaign-shift-hint = Today or later. Where a school is off that day, its next school day counts. If it is after the last day, the campaign ends with it.
campaign-shift-why = Reason
campaign-shift-why-hint = The schools read it
campaign-shift-now = Move it
campaign-shift-same = That is the deadline already
campaign-shift-past = The deadline cannot be before today
campaign-shift-need-why = Say why
campaign-shifts = Deadline moved
campaign-shift-line = from { $a } to { $b }
campaign-shift-told = { $a } moved the deadline to { $b }:
campaign-was = was { $a }
campaign-correct = Correct or take back
campaign-correct-keep = Keep the correction
campaign-take-back = Take it back
flash-campaign-shifted = The deadline was moved.
flash-campaign-corrected = Corrected.
flash-campaign-withdrawn = Taken back.
did-shift-campaign = moved the deadline
did-correct-campaign = corrected a question of the school's own
did-withdraw-campaign = took back a question of the school's own
