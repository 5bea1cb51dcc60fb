# Messages and reminders: inbox, settings, ladder, webhooks, mail.
inbox = Messages
inbox-link = { $n ->
    [0] Messages
   *[other] Messages, { $n } unread
}
inbox-many = { $n }+
inbox-unread = { $n ->
    [100] More than 100 unread
   *[other] { $n } unread
}
inbox-all-read = All read
inbox-list = List of messages
inbox-new = Unread:
inbox-over = Over
inbox-show-all = All messages
inbox-show-unread = Unread only
inbox-read-all = Mark all as read
inbox-none = No messages yet. You are told here when a hidden danger is yours to deal with, and when a deadline comes near or is past.
inbox-none-unread = Nothing unread.
flash-inbox-read = Marked as read.

message-turn-reported = Yours to confirm
message-turn-confirmed = Yours to assign
message-turn-planning = A plan for you to review
message-turn-rectifying = Yours to rectify
message-turn-verifying = Yours to verify
message-turn-signing = Yours to sign
message-turn-accepting = Yours to accept for the bureau
message-turn-ask-extension = More time is asked for: yours to decide
message-turn-grant-extension = More time granted: keep to the new deadline
message-turn-deny-extension = No more time: the old deadline holds
message-turn-reopen = Open again, and yours to rectify
message-turn-back = Sent back to you
message-outcome-closed = What you reported is closed
message-outcome-void = What you reported was voided
message-due-before = { $n ->
    [one] Due in { $n } day
   *[other] Due in { $n } days
}
message-due-today = Due today
message-due-late = { $n ->
    [one] { $n } day overdue
   *[other] { $n } days overdue
}

message-settings = Message settings
message-settings-lead = Every message is in your inbox. With a mail address, what waits for you and reminders of deadlines are also mailed; reminders come at most once a day.
message-no-mail = This site has no mail server yet; messages are in the inbox only.
message-by-mail = By mail
message-mailed-to = Mailed to { $a }
message-kinds = What is mailed to you
message-kinds-hint = What is not ticked stays in the inbox.
message-kind-turn = What waits for me
message-kind-outcome = What I reported is over
message-kind-ladder = Deadlines and what is overdue (one digest a day)
message-choose = Save
message-forget = No more mail, forget my address
message-mail-title = Your mail address
message-mail-other = Another address
message-mail = Mail address
message-mail-hint = We mail you a code to prove it. Nobody else sees your address.
message-mail-send = Mail me a code
message-mail-wrong = Write the address like name@example.com
message-mail-too-soon = A code was mailed a moment ago; try again in a minute
message-code-title = Enter the code
message-code-sent-to = A code was mailed to { $a }. It is good for 30 minutes.
message-code = Code
message-code-hint = Six digits
message-confirm = Confirm the address
message-code-wrong = That code is wrong or no longer good; you can have a new one mailed
message-of-org = Set for the organisation
flash-message-chosen = Saved.
flash-message-code-sent = The code is on its way to your mailbox.
flash-message-mail-confirmed = Your address is confirmed.
flash-message-mail-forgotten = Your address is forgotten; nothing is mailed any more.

ladder = Reminder rules
ladder-lead = { $a } and its schools: on which days around a deadline who is reminded. Below zero is before the deadline, 0 the day itself, above zero days overdue. Put commas between days; leave a field empty to remind nobody.
ladder-rung-owner = Responsible person
ladder-rung-owner-hint = For example -3, -1, 1. If they have left the school, its safety officers.
ladder-rung-officer = Safety officer of the school
ladder-rung-officer-hint = For example 1
ladder-rung-principal = Principal
ladder-rung-principal-hint = For example 3
ladder-rung-bureau = Safety section of the bureau
ladder-rung-bureau-hint = For example 7
ladder-rung-leader = Leader of the bureau (major hidden dangers only)
ladder-rung-leader-hint = For example 1
ladder-save = Save the rules
ladder-days-wrong = Use whole numbers from -30 to 90 with commas between them, at most 10
ladder-refused = Not saved
ladder-stale = Somebody has just changed these rules. Compare, then save again.
flash-ladder-set = Saved; used from the next round of reminders on.
did-set-ladder = changed the reminder rules
ledger-subject-ladder = Reminder rules

webhooks = Group robots and webhooks
webhooks-lead = Send messages to a WeCom or DingTalk group, or to another system. Address and secret are not shown again once saved.
webhooks-none = No webhook yet.
webhooks-list = Webhooks in use
webhook-new = Add a webhook
webhook-name = Name
webhook-name-hint = For example: duty group
webhook-form = Kind
webhook-form-json = Another system (signed JSON)
webhook-form-wecom = WeCom group robot
webhook-form-dingtalk = DingTalk group robot
webhook-url = Address
webhook-url-hint = Begins with https://; copy it from the robot's settings.
webhook-secret = Secret
webhook-secret-hint = Another system needs one of at least 16 characters. DingTalk: the secret of its signature, beginning with SEC. WeCom: none.
webhook-secret-short = The secret needs at least { $a } characters
webhook-tells = What it is told
webhook-tells-digest = A digest every morning
webhook-tells-digest-school = Hidden dangers of the school that are overdue or due today
webhook-tells-digest-bureau = Hidden dangers of all schools that are overdue or due today
webhook-tells-act = Every step
webhook-tells-act-school = Each step of each hidden danger of the school
webhook-tells-act-bureau = Steps of major hidden dangers only
webhook-tells-nothing = Choose at least one
webhook-add = Add the webhook
webhook-test = Send a test
webhook-end = Stop
webhook-untried = Not used yet
webhook-taken = Delivered
webhook-status = The other side answered HTTP { $a }
webhook-robot = The robot did not take it: { $a }
webhook-garbled = The other side's answer makes no sense
webhook-no-host = No such host
webhook-no-connection = No connection
webhook-no-tls = The other side's HTTPS certificate is not trusted
webhook-too-long = The other side's answer is too long
webhook-slow = The other side did not answer within 5 seconds
webhook-url-unreadable = Write the address like https://example.com/path
webhook-url-plain = The address must begin with https://
webhook-url-inside = This address is inside a private network, so nothing is sent there
webhook-too-many = An organisation keeps at most 20 webhooks. Stop one that is not needed first.
webhook-sign-title = How another system checks the signature
webhook-sign-text = Each message is a POST request with a JSON body. Compute HMAC-SHA256 with the secret over timestamp, a dot and the body, and compare. Refuse timestamps more than 5 minutes off. The same delivery may come more than once.
webhook-sign-delivery = id of the delivery
webhook-sign-timestamp = Unix time in seconds
webhook-says-act = { $a }: { $b }
webhook-says-digest = { $n ->
    [one] { $a }: { $n } hidden danger overdue or due today
   *[other] { $a }: { $n } hidden dangers overdue or due today
}
webhook-says-more = and { $n } more
webhook-says-test = { $a }: this is a test. If you read it, the webhook works.
flash-webhook-added = Added. You can send a test.
flash-webhook-ended = Stopped.
did-add-webhook = added a webhook
did-end-webhook = stopped a webhook
ledger-subject-webhook = Webhook

# Mail
mail-hello = Dear { $a },
mail-one-subject = [Hazard Register] { $a }: { $b }
mail-one-lead = Something needs a look from you:
mail-digest-subject = { $n ->
    [one] [Hazard Register] { $a }: { $n } deadline
   *[other] [Hazard Register] { $a }: { $n } deadlines
}
mail-digest-lead = { $n ->
    [one] Today { $n } hidden danger's deadline needs your attention:
   *[other] Today the deadlines of { $n } hidden dangers need your attention:
}
mail-foot = Sent by Hazard Register; please do not answer. What is mailed to you can be changed in your message settings.
mail-code-subject = [Hazard Register] Code { $a }
mail-code-lead = The code for your mail address is { $a }. It is good for { $n } minutes.
mail-code-foot = If you did not enter this address in Hazard Register, ignore this mail.
message-notice-delegate = The principal lets you sign
message-notice-begin-delegation = Signing for the principal begins today
message-notice-end-delegation = Signing for the principal was ended early
