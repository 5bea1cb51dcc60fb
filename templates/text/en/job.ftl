# What is said when a job stops.
job-post-ended = Whoever started this no longer holds that post, so it stopped. You can go on with it.
