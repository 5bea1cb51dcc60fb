# Listed supervision: the list and its time limits
nav-supervision = Listed supervision
supervision = Listed supervision
supervision-none = Nothing is listed, and nothing waits to be.
supervision-majors = Major dangers
supervision-proposed = To decide whether to list
supervision-requested = To check on site and delist
supervision-listed = Supervised
supervision-delisted = Delisted in the last three months
supervision-until = until { $a }
supervision-late = overdue
supervision-limits = Time limits of supervision
supervision-limits-lead = The limits of { $a }. Say where each comes from; offices and schools below are counted by them.
supervision-limits-read = The limits that hold for { $a }, and where they come from.
supervision-days = Days
supervision-days-unit = days
supervision-days-wrong = A whole number from 1 to 366
supervision-too-long = Supervision lasts to { $a } at most
supervision-working = Count working days
supervision-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
supervision-calendar-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
supervision-source = Source
supervision-save = Save the limits
supervision-refused = Not saved
supervision-stale = Somebody has just changed them. Check what stands below, then save again.
flash-supervision-set = The limits are saved.
obligation-file = Filing with the safety committee after listing
obligation-file-by = file by { $a }
obligation-file-done = filed on { $a }
obligation-publish = Publishing a listing
obligation-publish-by = publish the listing by { $a }
obligation-publish-done = listing published on { $a }
obligation-publish-delisting = Publishing a delisting
obligation-publish-delisting-by = publish the delisting by { $a }
obligation-publish-delisting-done = delisting published on { $a }
obligation-ask = Asking for more time before it ends
obligation-ask-by = ask for more time by { $a }
obligation-ask-done = asked on { $a }
obligation-decide = Deciding on more time
obligation-decide-by = decide on more time by { $a }
obligation-decide-done = decided on { $a }
obligation-longest = Longest supervision
obligation-longest-by = at the latest { $a }
obligation-longest-done = { $a }
obligation-accept = Checking on site after the signature
obligation-accept-by = check on site by { $a }
obligation-accept-done = checked and delisted on { $a }
ledger-subject-supervision = Limits of supervision
did-set-supervision = set the limits of supervision
supervision-all = All listings
