# Words of taking risk lists in and giving them out.
risks-import = Import a list
risks-export = Export this list
risks-export-xlsx = Excel workbook
risks-export-csv = CSV file
risks-export-too-long = There are too many risk points for one Excel workbook. Narrow the list, or export it as CSV.

import-title = Import a risk list
import-lead = Bring the list your school already has. It is checked first, and every fault is named by row and column; nothing is stored until you say so. Columns may stand in any order, under the usual headings.
import-template = Download the template
import-template-name = Risk list template
import-sheet-points = Risk points
import-sheet-words = Allowed values
import-file = The list
import-file-hint = .xlsx or .csv, at most { $a } rows and { $b } MB
import-send = Check the file
import-nothing-yet = This only checks; nothing goes into the register yet.
import-past = Recent imports
import-stage-checked = Checked, not imported
import-stage-running = On its way
import-stage-done = Imported

import-need-file = Choose a file
import-no-headings = There is no heading row. Headings such as "Risk point", "Area" and "Hazard" must stand in the first 20 rows
import-missing = These columns are missing: { $a }
import-and = ,{" "}
import-no-rows = There are no risk points below the headings

# what was found
import-checked-title = What the file says
import-running-title = Importing
import-stopped-title = The import stopped
import-done-title = Import finished
import-of = Sheet "{ $a }", { $b }
import-tally = How many
import-new = Will be added
import-added = Added
import-there = There already
import-faulty = With faults
import-left = Not imported yet
import-notes = Please note
import-note-ignored = "{ $a }" is not needed and is left out.
import-note-kind = The file has no column "{ $a }": all points count as places.
import-note-factor = The file has no column "{ $a }": all hazards count as things. Please check them afterwards.
import-note-hazard-type = The file has no column "{ $a }": it is taken from the words of "May lead to", else "Other injury".
import-note-measures = "{ $a }" does not say of which kind: all count as management.
import-faults = { $n ->
    [one] { $n } risk point with faults
   *[other] { $n } risk points with faults
 }
import-unnamed = (no name)
import-more = and { $n } more
import-there-list = { $n ->
    [one] { $n } point is in the register already and stays as it is
   *[other] { $n } points are in the register already and stay as they are
 }
import-mend = Mend the file and send it again, or leave those with faults out for now.
import-leave = Leave out those with faults
import-leave-small = Send the whole file again once it is mended; nothing will be added twice.
import-need-leave = The file has faults. Mend it and send it again, or tick "Leave out those with faults"
import-go = { $n ->
    [one] Import { $n } risk point
   *[other] Import { $n } risk points
 }
import-again = { $n ->
    [one] Go on with the { $n } that is left
   *[other] Go on with the { $n } that are left
 }
import-other = Send a mended file
import-register = See the register
import-nothing-new = { $n ->
    [one] The { $n } risk point is in the register already; there is nothing to add.
   *[other] All { $n } risk points are in the register already; there is nothing to add.
 }
import-nothing-sound = There is nothing that can be added. Mend the file and send it again.

# on its way
import-going = { $a } of { $b } imported
import-going-lead = This page looks again by itself. You may leave it; the import goes on.
import-waiting = That did not work just now; it will be tried again shortly. What is imported stays.
import-look = Look again
import-stopped = The import stopped half-way. What was imported is there. Try again; if that does not help, tell your administrator.
import-stop-keeper = Whoever started the import no longer keeps this register, so it stopped. You can go on with it.
import-stop-scheme = The grading scheme changed after the file was checked, and the scores no longer fit. Send the file again.
import-summary = { $a } added, { $b } there already.
import-summary-left = { $n ->
    [one] { $n } with faults was left out.
   *[other] { $n } with faults were left out.
 }

# where
import-at-file = The whole file:{" "}
import-at-column = Column { $b }:{" "}
import-at-row = Row { $a }:{" "}
import-at-cell = Row { $a }, column { $b }:{" "}

# what is wrong
import-fault-empty = "{ $a }" is empty
import-fault-too-long = too long: at most { $a } characters, here { $b }
import-fault-characters = has characters that cannot be read; delete them and type again
import-fault-excel = the formula failed and shows { $a }
import-fault-area = there is no area "{ $a }"; use one of those in the template
import-fault-choice = "{ $a }" is not one of the values of "{ $b }"
import-fault-score = the scheme has no score { $a }. { $b }
import-fault-value = says { $a }, but the scores give { $b }
import-fault-level = says "{ $a }", but the scores give "{ $b }"
import-fault-person = nobody at the school is called "{ $a }"; write one person's name
import-fault-person-two = more than one person at the school is called "{ $a }"; leave it empty and name them afterwards
import-fault-twice = the same as row { $a }
import-fault-differs = the same risk point as row { $a }, but this cell differs
import-fault-number = { $a } is "{ $b }" in the register. If it is the same, give it the same name; if not, clear the number
import-fault-hazards = a risk point holds at most { $a } hazards
import-fault-measures = a risk point holds at most { $a } measures

# flashes
flash-import-read = The file was checked. Nothing is imported yet.
flash-import-started = The import has begun.
flash-import-nothing = There was nothing to add; the register is unchanged.
