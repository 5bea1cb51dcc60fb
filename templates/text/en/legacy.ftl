# Ledgers of before, taken over.
legacy = Old ledgers
legacy-lead = Hidden dangers taken over from earlier spreadsheets; they did not walk the loop here
legacy-tag = Old ledger
legacy-figures = Taken over
legacy-figures-apart = These figures are of old ledgers only and count nowhere else.
legacy-found = Found
legacy-closed = Closed in the old ledger
legacy-open = Open in the old ledger
legacy-carried = Carried over
legacy-before = Closed before found
legacy-list = Dangers of old ledgers
legacy-tabs = Which ones
legacy-all = All
legacy-waits = Open, not carried over
legacy-narrow = Narrow the old ledgers
legacy-year-found = Year found
legacy-none = No ledger has been taken over yet.
legacy-none-narrowed = Nothing fits.
legacy-choose = Choose: { $a }
legacy-carry = Carry over
legacy-carry-chosen = Carry over those chosen
legacy-carry-lead = Opens a new ticket waiting to be confirmed, with the day of finding that the ledger states. It then walks the whole loop.
legacy-carried-from = Carried over from an old ledger, without photo: { $a }, row { $b }
legacy-no-place = No place in the ledger
legacy-goes-on = Goes on as
legacy-not-walked = This comes from an earlier spreadsheet. It says what that ledger states; nothing of it was confirmed, rectified or verified here.
legacy-facts = What the ledger states
legacy-origin = Where it comes from
legacy-by = Taken over by
legacy-cells = The cells as they were

legacy-import-title = Take over an old ledger
legacy-import-lead = Send an earlier ledger as it is: titles, merged cells and all ways of writing a day are understood. You see how each row is read before anything is taken over.
legacy-file = Ledger file
legacy-file-hint = .xlsx or .csv, at most { $a } rows and { $b } MB
legacy-send = Read the file
legacy-nothing-yet = This only reads; nothing is taken over yet.
legacy-past = Latest files
legacy-stage-read = Columns not said
legacy-stage-mapped = Read, not taken over
legacy-stage-running = Being taken over
legacy-stage-done = Taken over
legacy-rows = { $n ->
    [one] 1 row
   *[other] { $n } rows
}
legacy-need-file = Choose a file
legacy-no-name = A file without a name

legacy-columns-title = What each column is
legacy-where = Where the headings are
legacy-sheet = Sheet
legacy-sheet-rows = { $n ->
    [one] 1 row
   *[other] { $n } rows
}
legacy-head = Row of the headings
legacy-head-hint = The headings begin in this row
legacy-head-rows = How many rows they take
legacy-head-rows-1 = One
legacy-head-rows-2 = Two, the upper one merged
legacy-look = Look again
legacy-which = Which column says what
legacy-which-lead = Guessed by the headings; change what is wrong. It is remembered for files with the same headings.
legacy-no-column = No such column
legacy-column-needed = Choose a column; nothing can be read without it
legacy-column-twice = This column is chosen already
legacy-year = Year of days without one
legacy-year-hint = Such as 5 March. Left empty, such rows are not taken over
legacy-year-wrong = Write four digits, such as 2024
legacy-preview = See how it is read
legacy-field-ordinal = Running number
legacy-field-found-on = Found on
legacy-field-place = Place
legacy-field-description = Description
legacy-field-kind = Category
legacy-field-grade = Grade
legacy-field-finder = Found by
legacy-field-responsible = Responsible
legacy-field-measures = Measures
legacy-field-due-on = Due
legacy-field-rectified-on = Rectified on
legacy-field-state = State
legacy-field-verified-on = Verified on
legacy-field-verifier = Verified by
legacy-field-funds = Funds
legacy-field-remarks = Remarks

legacy-mapped-title = How each row is read
legacy-running-title = Being taken over
legacy-stopped-title = Stopped
legacy-done-title = Taken over
legacy-tally = Figures
legacy-tally-new = Will be taken over
legacy-tally-taken = Taken over
legacy-tally-there = Taken over before
legacy-tally-left = Cannot be taken over
legacy-tally-apart = Rows that are no danger
legacy-tally-all = Rows with anything in them
legacy-span = Found between { $a } and { $b }
legacy-csv = Download the outcome of every row (CSV)
legacy-csv-name = Old ledger row by row
legacy-csv-row = Row
legacy-csv-state = Outcome
legacy-csv-why = Why
legacy-row-state-raw = not read
legacy-row-state-apart = no danger
legacy-row-state-left = cannot be taken over
legacy-row-state-there = taken over before
legacy-row-state-new = will be taken over
legacy-row-state-taken = taken over
legacy-going = { $a } of { $b } taken over
legacy-going-lead = You may leave this page and come back.
legacy-waiting = Something went wrong; it is tried again by itself in a while.
legacy-stopped = Something went wrong half-way. What was taken over stays; you can go on.
legacy-stop-taker = Whoever started this no longer holds the post. The present safety officer can go on.
legacy-summary = { $n ->
    [one] 1 row was taken over, and the ledger records this import.
   *[other] { $n } rows were taken over, and the ledger records this import.
}
legacy-nothing-new = There is nothing to take over.
legacy-sheet-unread = Sheet “{ $a }” ({ $n ->
    [one] 1 row
   *[other] { $n } rows
}) was not read.
legacy-go = { $n ->
    [one] Take 1 row over
   *[other] Take { $n } rows over
}
legacy-again = { $n ->
    [one] Take the last row over
   *[other] Take the other { $n } rows over
}
legacy-remap = Change the columns
legacy-other = Send another file
legacy-see = See what was taken over
legacy-samples = The first rows as they are read
legacy-row = Row { $a }
legacy-list-left = { $n ->
    [one] 1 row cannot be taken over
   *[other] { $n } rows cannot be taken over
}
legacy-list-there = { $n ->
    [one] 1 row was taken over before
   *[other] { $n } rows were taken over before
}
legacy-list-repaired = { $n ->
    [one] 1 row is taken over with a remark
   *[other] { $n } rows are taken over with a remark
}
legacy-list-apart = { $n ->
    [one] 1 row is no danger
   *[other] { $n } rows are no dangers
}
legacy-list-more = { $n ->
    [one] 1 more row is in the file to download.
   *[other] { $n } more rows are in the file to download.
}

# What became of a row
legacy-row-title = Title
legacy-row-headings = Headings
legacy-row-group = Group “{ $a }”
legacy-row-explains = Explanation, signature or sum
legacy-row-unfilled = Only a running number, not filled in
legacy-row-goes-on = Merged with row { $a }; its words were added there
legacy-left-blank = Nothing in it
legacy-left-no-description = No description
legacy-left-no-day = No day of finding
legacy-left-no-year = The day of finding “{ $a }” has no year, and nothing in the file tells it
legacy-left-month-only = The day of finding “{ $a }” has no day
legacy-left-doubtful = The day of finding “{ $a }” is not certain (3.1 may have been 3.10)
legacy-left-unread-day = The day of finding “{ $a }” cannot be read
legacy-left-future = The day of finding { $a } has not come yet
legacy-left-copy = The same as row { $a }
legacy-left-there = Taken over already: row { $a } of “{ $b }”
legacy-mended-kinds = Several categories in a cell, “{ $a }”: counted as “{ $b }”, the words are kept
legacy-kind-unknown = none
legacy-mended-grade = The grade “{ $a }” is not known and was left out
legacy-mended-due-before = The deadline { $a } is before the day of finding and was left out
legacy-mended-due-unread = The deadline “{ $a }” is no day and was left out
legacy-mended-before = Rectified on { $a }, before it was found; kept as the ledger states it
legacy-mended-open-dated = Says “{ $a }” and has a day of rectification or verification; counted as open
legacy-mended-future = The day “{ $a }” has not come yet and was left out
legacy-mended-day-unread = “{ $a }” is no day; no day was noted
legacy-mended-funds = The sum “{ $a }” cannot be read and was left out
legacy-mended-cut = { $b } is too long: the first { $a } characters are kept, all of it is in the cell

flash-legacy-read = The file was read. Say what each column is
flash-legacy-known = The headings are those of last time, so it was read the same way
flash-legacy-mapped = Read. Look at the rows
flash-legacy-under-way = It is being taken over already; the columns cannot be changed
flash-legacy-nothing = There is nothing to take over
flash-legacy-started = It has begun
flash-legacy-carried = Carried over
flash-legacy-carried-before = Somebody carried it over already
flash-legacy-none-chosen = Nothing was chosen
ledger-subject-legacy = Old ledger
did-take-over = Took an old ledger over
did-carry-over = Carried a danger of an old ledger over
