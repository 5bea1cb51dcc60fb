# Check lists: the lists, one of them, its form.
checklists = Check lists
checklists-list = List of check lists
checklists-narrow = Narrow the list
checklists-words = Words in it
checklists-retired = Also those out of use
checklists-own = Our own
checklists-count = { $n ->
    [one] { $n } check list
   *[other] { $n } check lists
 }
checklists-none = No check lists yet.
checklists-none-narrowed = No check list fits these filters.
checklist-products = Comes with the register
checklist-version = Version { $a }
checklist-retired = Out of use

# one list
checklist-print = Print
checklist-boxes = □ OK   □ Problem   □ Not applicable   Note:
checklist-older = You are reading version { $a }; a newer one is in use.
checklist-to-newest = Read the newest
checklist-versions = Versions
checklist-versions-lead = A version never changes: inspections keep the questions they began with.
checklist-criterion-is = Major danger { $a }
checklist-method = How to check
checklist-method-look = Look
checklist-method-test = Try it
checklist-method-ask = Ask
checklist-method-record = Read records
checklist-retire = Take out of use
checklist-retire-lead = It can then no longer be chosen. Inspections begun with it stay as they are.
checklist-restore = Bring back into use
checklist-restore-lead = Its last questions become a new version.
checklist-refused = Not saved
checklist-stale = Somebody changed this check list meanwhile. Look at it as it stands now.

# the form
checklist-new = New check list
checklist-adapt = Adapt a copy
checklist-edit = Edit
checklist-edit-lead = What you keep becomes the next version. Inspections already begun do not change.
checklist-copied = Copied from “{ $a }”. Change what differs here; the original stays as it is.
checklist-first = { $b } has kept version { $a } while you were typing:
checklist-see-theirs = Read it
checklist-yours-kept = Your words are below. Keep them again and they become the version after it.
checklist-title = Name
checklist-title-hint = For example “Canteen, every day”
checklist-title-en = Name in English
checklist-questions = Questions
checklist-questions-hint = An empty row is left out. A question without a place stands under the one before it; questions of one place are asked together.
checklist-row = Question { $n }
checklist-area = Place
checklist-question = Question: yes means all is well
checklist-standard = What good looks like
checklist-further = How to check, evidence, English
checklist-evidence = Evidence
checklist-criterion = Criterion of a major danger
checklist-question-en = Question in English
checklist-standard-en = What good looks like, in English
checklist-drop = Leave this question out
checklist-more = Add rows
checklist-keep = Keep check list
checklist-need-title = Give the check list a name
checklist-title-taken = Another check list here has this name
checklist-need-kind = Choose the kind of inspection it is for
checklist-need-questions = Write at least one question
checklist-need-question = Question { $a }: write the question, or empty the row
checklist-twice = Question { $a } is asked twice in the same place
checklist-no-criterion = Question { $a }: there is no such criterion here
flash-checklist-kept = Check list kept
flash-checklist-retired = Check list taken out of use
flash-checklist-restored = Check list is in use again

# the ledger's lines
did-keep-check-list = kept a check list
did-adapt-check-list = adapted a copy of a check list
did-revise-check-list = kept a new version of a check list
did-retire-check-list = took a check list out of use
did-restore-check-list = brought a check list back into use
ledger-subject-check-list = Check list
