"""A recorded day run again through the calling function: the waits it gives, and what the expected waits were worth."""
