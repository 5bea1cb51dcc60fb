nav-signals = Signals
signals = Signals
signals-lead = worth a question within the last { $a } days; none of it is a verdict
signals-open = To look at
signals-settled = Looked at
signals-none = Nothing to ask about.
signal-kinds = Kinds of signals
signal-all = All
signal-silent = Silent for long
signal-late = Reported late
signal-quick = Closed at once
signal-batch = Verified in a batch
signal-photo = Photo used twice
signal-lowered = Made lighter
signal-level = Risk lowered
signal-rushed = Walked too fast
signal-clear = All well for months
signal-contested = Contested
signal-its-tickets = Hazards of this school
signal-why-silent = No hazard was reported on { $a } school days, while others like it did ({ $b }).
signal-why-late = { $b } says it was found { $a } hours before it was reported.
signal-why-quick = Closed { $a } minutes after the work was handed in; { $b } verified it.
signal-why-batch = { $b } verified { $a } within a few minutes.
signal-why-photo = The photo { $b } sent is the one of { $a }:
signal-why-photo-alike = The photo { $b } sent looks like the one of { $a }:
signal-why-lowered = { $a } made a major hazard a general one.
signal-why-level = The risk point went from { $a } to { $b }.
signal-why-rushed = { $a } items in { $b } seconds.
signal-why-clear = { $a } inspections over { $b } days without a single problem.
signal-why-contested = { $a } says, { $b } days after the closing, that it is not fixed.
signal-mark-explained = explained
signal-mark-looked = looked at it
signal-mark-harmless = looked at it: no concern
signal-explain = Explain
signal-judge = Answer
signal-words = Words
signal-words-needed = Say what happened.
signal-do-looked = Looked at
signal-do-harmless = No concern
flash-signal-said = Noted.
contest-title = Not fixed
contest-lead = You reported this hazard and it was closed. If it is not fixed, say what you see; the principal and the bureau are told.
contest-words = What it looks like
contest-words-hint = For example: the valve still leaks, there is only tape on it
contest-do = Contest
contest-open = Not fixed?
contest-late = This cannot be contested now: it is not closed, or the time is over.
contest-once = You have contested this closing already.
flash-contested = Contested. The principal and the bureau will see it.
message-turn-contest = The reporter says it is not fixed: have a look
samples = Closings looked at again
samples-lead = at least { $a } %, drawn after the closing, so that nobody knows which
sample-draw = { $n ->
    [one] Draw from one new closing
   *[other] Draw from { $n } new closings
}
sample-draw-n = Draw { $a }
sample-closings = Closings in the drum
sample-drawn = Drawn
sample-looked = Looked at
sample-falls = Does not stand
sample-stands = Stands
sample-last = Last draw: { $a }
sample-waiting = To look at
sample-done = Looked at
sample-none-waiting = Nothing waits.
sample-none = Nothing was closed since the last draw.
sample-one = A closing to look at again
sample-closed = closed { $a }
sample-look = What you find
sample-look-lead = Compare the photos before and after; go there where needed. What does not stand is opened again.
sample-words = Words
sample-words-hint = Needed when it does not stand
sample-due-hint = The new deadline when it does not stand
flash-sample-drawn = Drawn. List and seed are kept.
flash-sample-looked = Noted.
did-explain-signal = explained a signal
did-look-at-signal = looked at a signal
did-clear-signal = looked at a signal: no concern
did-contest-closing = said it is not fixed
did-draw-closings = drew closings to look at again
did-sample-stands = looked at the closing again: it stands
did-sample-falls = looked at the closing again: it does not stand
ledger-subject-signal = Signals and samples
sample-known = Somebody has looked at this one already.
sample-last-clock = Last draw: { $a }, by the system. It draws every Monday; you may draw at any time.
sample-again = How to make this draw again
sample-again-id = Id
sample-again-head = End of the ledger
sample-again-nonce = The server's chance
sample-again-seed = Seed
sample-again-digest = Digest of the drum
sample-again-how = Draw { $a }, { $b } %. Seed = SHA-256(end of the ledger ‖ chance ‖ 16 bytes of the id ‖ 2 bytes of the draw's number). For each line take the first 48 bits of SHA-256(seed ‖ line), order them from the greatest down and take the first { $b } % (rounded up, 200 at most). Seed and digest are in the ledger too.
home-samples = { $n ->
    [one] One drawn closing to look at again
   *[other] { $n } drawn closings to look at again
}
home-samples-go = Look at them
home-listings = { $n ->
    [one] One hidden danger waits for your decision on listing it
   *[other] { $n } hidden dangers wait for your decision on listing them
}
home-listings-go = Decide
