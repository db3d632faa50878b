"""Whether a message shows danger (`gate`), and which language it is in (`language`)."""
