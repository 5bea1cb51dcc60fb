# Words of every page: shell, navigation, forms, levels, steps, deadlines, error pages.
product = Hazard Register
skip = Skip to main content
back = Back
foot = Hazard Register: grading risks and closing hidden dangers in schools
language-other = zh-CN
language-short = 中文
language-name = 简体中文
title-problem = Error:

# navigation
nav-main = Main
nav-tabs = Tabs
crumb = You are here
nav-today = Today
nav-inspections = Inspections
nav-tickets = Hidden dangers
nav-risks = Risk register
nav-duties = Responsibility
nav-map = Risk map
nav-school = School overview
nav-dashboard = District overview
nav-grading = Grading
nav-ledger = Ledger
nav-people = People
nav-report = Report a hidden danger
nav-post = Change post
nav-password = Change password
nav-sign-out = Sign out
tab-report = Report
person-menu = { $a }: account menu

# forms
field-optional = optional
field-problem = There is a problem
field-error = Error:
field-choose-one = Choose one
field-yuan = yuan
field-required = Fill this in
field-choose = Choose one
field-too-long = Too long: use at most { $a } characters
field-bad-characters = Some characters cannot be read. Delete them and type again
field-money = Enter an amount, for example 3280 or 3280.50. Enter 0 if it costs nothing
field-money-negative = The amount cannot be negative
field-money-precise = Use at most two decimals, for example 3280.50
field-money-large = The amount is too large. Check for zeros too many
field-money-myriads = Write the amount in yuan, for example 10000, not in 万 or 亿
field-money-grouping = A comma is in an odd place. Write 1234.50 or 1,234.50
field-date = Enter a full date, for example 2026-11-20
field-date-past = The date cannot be before today
field-date-future = The date cannot be after today
field-unknown = This choice is no longer there. Choose again
form-broken = The form did not arrive whole; the connection may have dropped. Go back and send it again.
form-not-text = The form holds text that cannot be read. Go back, correct it and send it again.
form-doubled = One field was sent twice, so we cannot tell which you meant. Open the page anew and fill it in again.
photo-take = Take photo
photo-album = From album
photo-keep = Keep
photo-number = {" "}(photo { $n })
photo-kept = Photo already uploaded

# risk level (of a place), grade (of a problem)
level-1 = Major
level-2 = Considerable
level-3 = General
level-4 = Low
level-named = { $a }
level-name-1 = Major
level-name-2 = Considerable
level-name-3 = General
level-name-4 = Low
grade-general = General
grade-major = Major hidden danger

# deadlines
due-late = { $n ->
    [one] Overdue { $n } day
   *[other] Overdue { $n } days
 }
due-today = Due today
due-soon = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
 }
due-on = Due { $a }
due-done = Closed { $a }

# steps
step-report = Report
step-assess = Assess
step-plan = Plan
step-rectify = Rectify
step-verify = Verify
step-close = Close
steps-title = Progress
steps-done = , completed
steps-current = , current step
steps-later = , not started
steps-number = Step { $n }
steps-at = {" "}(step { $n } of { $a })

# lists
pager = Pages
pager-newer = Previous
pager-older = Next
filter-any = Any
filter-apply = Filter
filter-clear = Clear filter

# error pages
error-request = Reference to give an administrator:
error-home = Go to today’s work
error-back = Go back and look
error-again = Try again
error-401-title = Sign in first
error-401-text = You are not signed in, or your session has ended. What you sent was not saved; sign in, open the page again and send it once more.
error-sign-in = Sign in
error-403-title = Your post cannot take this step
error-403-text = This step belongs to another post. If you hold several, change post in the account menu.
error-404-title = Page not found
error-404-text = The address may be wrong, or the record may belong to a place your post cannot see.
error-405-title = That does not work here
error-405-text = This address does not take what was sent. Go to today’s work and open the page from there.
error-408-title = That took too long
error-408-text = The connection was too slow and not everything arrived. Send it again when the signal is better.
error-409-title = This cannot be done now
error-409-text = The record changed after you opened this page. Go back, see where it stands now, then decide what to do.
error-413-title = The upload is too large
error-413-text = The photos are too large to send at once. Choose fewer, or make them smaller.
error-422-title = We could not read what you sent
error-422-text = Something is missing or in the wrong form. Go back, check it and send it again.
error-429-title = Too many tries
error-429-text = Wait a minute, then try again.
error-500-title = Something went wrong
error-500-text = The fault is ours, not yours. What you sent may not be saved, so go back and check. If it happens again, give an administrator the reference.
error-503-title = The service is not available
error-503-text = We cannot reach the database and are working on it. Try again in a few minutes.
error-507-title = No room left
error-507-text = Our storage is full, and what you sent was not saved. Give an administrator the reference.

# after an act
flash-password = Password changed. Other phones and computers are signed out

# roles of a post
role-staff = Staff member
role-officer = Safety officer
role-principal = Principal
role-reviewer = Safety section
role-leader = Bureau leader
role-administrator = Administrator
role-auditor = Auditor

# faults at sign-in and when changing the password
sign-in-username-missing = Enter your username
sign-in-password-missing = Enter your password
password-too-short = Use at least { $a } characters
password-too-long = This password is too long. Use a shorter one
